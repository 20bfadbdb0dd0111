using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>The outcome of one row.</summary>
/// <param name="Item">The row.</param>
/// <param name="Outcome">The outcome; never <see cref="RowOutcome.Pending"/>.</param>
/// <param name="Failure">The reason why the row is not done, or <see langword="null"/>.</param>
public sealed record RowResult(WorkItem Item, RowOutcome Outcome, GraphFailure? Failure)
{
    /// <summary>The number of the row in the input, from 1.</summary>
    public long Number => Item.Number;

    /// <summary>The request, or <see langword="null"/> for a row that failed a check.</summary>
    public GraphRequest? Request => Item.Request;

    /// <summary>The row from the input.</summary>
    public object? Input => Item.Input;

    /// <summary>The object that the service returned, if it was requested.</summary>
    public StatusEntity? Entity { get; init; }

    /// <summary>A warning about a row that is done.</summary>
    public string? Warning { get; init; }
}
