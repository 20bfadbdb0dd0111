using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Batching;

/// <summary>One row of the input of a run. Immutable; its outcome is a <see cref="RowResult"/>.</summary>
public sealed class WorkItem
{
    /// <summary>Creates a row that is to be sent.</summary>
    /// <param name="number">The number of the row in the input, from 1.</param>
    /// <param name="request">The request.</param>
    /// <param name="input">The row from the input; returned with the outcome.</param>
    public WorkItem(long number, GraphRequest request, object? input)
    {
        ArgumentNullException.ThrowIfNull(request);
        Number = number;
        Request = request;
        Input = input;
    }

    /// <summary>Creates a row that failed a check and is never sent. Its outcome is returned in input order.</summary>
    /// <param name="number">The number of the row in the input, from 1.</param>
    /// <param name="checkFailure">The reason of the refusal.</param>
    /// <param name="input">The row from the input.</param>
    public WorkItem(long number, GraphFailure checkFailure, object? input)
    {
        ArgumentNullException.ThrowIfNull(checkFailure);
        Number = number;
        Input = input;
        CheckFailure = checkFailure;
    }

    private WorkItem(long number, object? input)
    {
        Number = number;
        Input = input;
        IsUnchanged = true;
    }

    /// <summary>Creates a row that changes nothing: it is done without a request, and its outcome is returned in input order.</summary>
    /// <param name="number">The number of the row in the input, from 1.</param>
    /// <param name="input">The row from the input.</param>
    /// <returns>The row.</returns>
    public static WorkItem CreateDone(long number, object? input) => new(number, input);

    /// <summary>Whether the row changes nothing and is done without a request.</summary>
    public bool IsUnchanged { get; }

    /// <summary>The number of the row in the input, from 1.</summary>
    public long Number { get; }

    /// <summary>The request, or <see langword="null"/> for a row that failed a check.</summary>
    public GraphRequest? Request { get; }

    /// <summary>The row from the input.</summary>
    public object? Input { get; }

    /// <summary>The reason why the row is not sent, or <see langword="null"/> for a row that has a request.</summary>
    public GraphFailure? CheckFailure { get; }
}
