using System.Management.Automation;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Output;

/// <summary>
/// A date of a row. Its value is a <see cref="DateTimeOffset"/> whose text
/// is ISO 8601 whatever the culture: Export-Csv and ConvertTo-Html write
/// the text of a value, and the one of .NET drops fractions of a second, swaps day and month, or counts another calendar's years.
/// </summary>
internal sealed class DateProperty : PSNoteProperty, IOriginalValue
{
    private static readonly DateTextMethod AsText = new();

    private readonly DateTimeOffset _date;
    private bool _isReplaced;

    internal DateProperty(string name, DateTimeOffset date)
        : base(name, null)
    {
        _date = date;
    }

    /// <inheritdoc/>
    public bool IsChanged => _isReplaced && !(PSValue.Unwrap(base.Value) is DateTimeOffset date && date.EqualsExact(_date));

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

    /// <inheritdoc/>
    public override PSMemberInfo Copy()
    {
        if (_isReplaced)
        {
            return new DateProperty(Name, _date) { Value = base.Value };
        }

        return new DateProperty(Name, _date);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        _isReplaced ? base.ToString() : $"System.DateTimeOffset {Name}={PropertyConverter.FormatDate(_date)}";

    private static PSObject Wrapped(DateTimeOffset date)
    {
        PSObject wrapped = new(date);
        wrapped.Members.Add(AsText, preValidated: true);
        return wrapped;
    }
}
