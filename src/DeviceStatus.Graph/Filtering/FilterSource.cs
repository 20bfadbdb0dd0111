using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Filtering;

/// <summary>What a <c>$filter</c> is asked of.</summary>
/// <typeparam name="T">A row.</typeparam>
internal sealed class FilterSource<T>
{
    /// <summary>Stands for a value that was not sent, of which nothing can be said.</summary>
    internal static readonly object Missing = new();

    /// <summary>The resource that the rows are of.</summary>
    internal required ResourceDescriptor Resource { get; init; }

    /// <summary>
    /// The value of the property at a place of the resource's list: text,
    /// a number, a date (typed or as text), null or <see cref="Missing"/>.
    /// </summary>
    internal required Func<T, int, object?> Read { get; init; }

    /// <summary>Which properties may be named.</summary>
    internal Predicate<PropertyDescriptor> IsKnown { get; init; } = static _ => true;

    /// <summary>
    /// Whether texts that differ in case only are certainly different.
    /// Services disagree about that; where it is not certain, nothing is said
    /// about such a row.
    /// </summary>
    internal bool IsExact { get; init; }
}
