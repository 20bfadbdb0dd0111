using System.Management.Automation;
using System.Reflection;
using DeviceStatus.Graph;

namespace DeviceStatus;

/// <summary>
/// A date of a row. Its value is a <see cref="DateTimeOffset"/> whose text is ISO 8601 whatever the culture: Export-Csv and ConvertTo-Html write
/// the text of a value, and the one of .NET drops fractions of a second, swaps day and month, or counts another calendar's years.
/// </summary>
internal sealed class DateProperty : PSNoteProperty
{
    private static readonly PSCodeMethod AsText =
        new("ToString", typeof(DateProperty).GetMethod(nameof(Text), BindingFlags.Public | BindingFlags.Static)!);

    private readonly DateTimeOffset _date;
    private bool _isReplaced;

    internal DateProperty(string name, DateTimeOffset date)
        : base(name, null)
    {
        _date = date;
    }

    /// <inheritdoc/>
    public override object? Value
    {
        // Made when asked for: a wrapped date weighs ten times a bare one, and most are never looked at.
        get => _isReplaced ? base.Value : Wrapped(_date);
        set
        {
            _isReplaced = true;
            base.Value = value;
        }
    }

    /// <inheritdoc/>
    public override string TypeNameOfValue => _isReplaced ? base.TypeNameOfValue : typeof(DateTimeOffset).FullName!;

    /// <summary>The text of a date; PowerShell calls it.</summary>
    /// <param name="date">The date.</param>
    /// <returns>ISO 8601.</returns>
    public static string Text(PSObject date) => date?.BaseObject is DateTimeOffset value ? PropertyText.FormatDate(value) : string.Empty;

    /// <inheritdoc/>
    public override PSMemberInfo Copy()
    {
        if (_isReplaced)
        {
            return new PSNoteProperty(Name, base.Value);
        }

        return new DateProperty(Name, _date);
    }

    /// <inheritdoc/>
    public override string ToString() => _isReplaced ? base.ToString() : $"System.DateTimeOffset {Name}={PropertyText.FormatDate(_date)}";

    private static PSObject Wrapped(DateTimeOffset date)
    {
        PSObject wrapped = new(date);
        wrapped.Members.Add(AsText, preValidated: true);
        return wrapped;
    }
}
