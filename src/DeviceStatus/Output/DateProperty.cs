using System.Management.Automation;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Output;

/// <summary>
/// A date of a row: a <see cref="DateTimeOffset"/> whose text is ISO 8601 in every culture. Export-Csv and ConvertTo-Html write the text of
/// a value, and the text of .NET omits fractions of a second and depends on the order and calendar of the culture.
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
        // Created on demand, because a wrapped date needs ten times the memory, and most dates are never read.
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
