using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>The outcome of one row.</summary>
/// <param name="Item">The row.</param>
/// <param name="Outcome">The outcome; never <see cref="RowOutcome.Pending"/>.</param>
/// <param name="Failure">Why the row is not done, or <see langword="null"/>.</param>
public sealed record RowResult(WorkItem Item, RowOutcome Outcome, GraphFailure? Failure)
{
    /// <summary>The place of the row in the input, from 1.</summary>
    public long Number => Item.Number;

    /// <summary>The request, or <see langword="null"/> for a row that failed a check.</summary>
    public GraphRequest? Request => Item.Request;

    /// <summary>The row as it came.</summary>
    public object? Input => Item.Input;

    /// <summary>The object that the service returned, where one was wanted.</summary>
    public StatusEntity? Entity { get; init; }

    /// <summary>What the user should know although the row is done.</summary>
    public string? Warning { get; init; }
}
