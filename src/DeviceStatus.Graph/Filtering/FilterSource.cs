using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Filtering;

/// <summary>Provides the values of the rows that a <c>$filter</c> is applied to.</summary>
/// <typeparam name="T">A row.</typeparam>
internal sealed class FilterSource<T>
{
    /// <summary>Marks a value that was not sent, so that a comparison is undecided.</summary>
    internal static readonly object Missing = new();

    /// <summary>The resource of the rows.</summary>
    internal required ResourceDescriptor Resource { get; init; }

    /// <summary>
    /// The value of the property at an index of the resource's list: text, a number, a date (typed or as text), null or
    /// <see cref="Missing"/>.
    /// </summary>
    internal required Func<T, int, object?> Read { get; init; }

    /// <summary>The properties that the filter may use.</summary>
    internal Predicate<PropertyDescriptor> IsKnown { get; init; } = static _ => true;

    /// <summary>
    /// Whether texts that differ in case only are different. Services disagree about that. If it is not certain, the result for such a row
    /// is undecided.
    /// </summary>
    internal bool IsExact { get; init; }
}
