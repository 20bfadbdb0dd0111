using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>One row of a run, from the pipeline to its outcome.</summary>
public sealed class WorkItem
{
    private volatile int _outcome;

    /// <summary>Makes a row that is to be sent.</summary>
    /// <param name="number">Its place in the input, from 1.</param>
    /// <param name="request">The request.</param>
    /// <param name="input">Whatever the caller wants back with the outcome: the row as it came.</param>
    public WorkItem(long number, GraphRequest request, object? input)
    {
        Number = number;
        Request = request;
        Input = input;
    }

    /// <summary>Makes a row that failed a check and is never sent; it takes its place in the order of outcomes.</summary>
    /// <param name="number">Its place in the input, from 1.</param>
    /// <param name="failure">Why it is refused.</param>
    /// <param name="input">The row as it came.</param>
    public WorkItem(long number, GraphFailure failure, object? input)
    {
        Number = number;
        Input = input;
        Failure = failure;
        _outcome = (int)RowOutcome.Failed;
    }

    private WorkItem(long number, object? input)
    {
        Number = number;
        Input = input;
        _outcome = (int)RowOutcome.Done;
    }

    /// <summary>Makes a row that asks for nothing: it is done without a request, and takes its place in the order of outcomes.</summary>
    /// <param name="number">Its place in the input, from 1.</param>
    /// <param name="input">The row as it came.</param>
    /// <returns>The row.</returns>
    public static WorkItem CreateDone(long number, object? input) => new(number, input);

    /// <summary>The place in the input, from 1.</summary>
    public long Number { get; }

    /// <summary>The request, or <see langword="null"/> for a row that was refused before.</summary>
    public GraphRequest? Request { get; }

    /// <summary>The row as it came.</summary>
    public object? Input { get; }

    /// <summary>How the row ended.</summary>
    public RowOutcome Outcome => (RowOutcome)_outcome;

    /// <summary>Whether the row has ended.</summary>
    public bool IsCompleted => _outcome != 0;

    /// <summary>Why the row did not end as done.</summary>
    public GraphFailure? Failure { get; private set; }

    /// <summary>The object that the service returned, when it did and it was wanted.</summary>
    public StatusEntity? Entity { get; internal set; }

    /// <summary>Something worth a warning though the row is done.</summary>
    public string? Warning { get; internal set; }

    /// <summary>What is sent now: the write itself, or the read that follows it.</summary>
    internal GraphRequest? Current { get; set; }

    /// <summary>Whether the write is done and the changed object is being read back.</summary>
    internal bool IsReadingBack => Request is { IsWrite: true } && !ReferenceEquals(Current, Request);

    internal string? JournalKey { get; set; }

    /// <summary>Whether the object in a successful answer is of use to anybody.</summary>
    internal bool WantsEntity { get; set; }

    /// <summary>For the read of a list, its pages; null for everything else.</summary>
    internal PageStream? Pages { get; set; }

    /// <summary>Whether the next page is to be asked for, together with those of the other rows of the batch.</summary>
    internal bool HasNextPage { get; set; }

    internal int Attempts { get; set; }

    internal TimeSpan Waited { get; set; }

    /// <summary>Whether some attempt may have been done without an answer.</summary>
    internal bool HasInconclusiveAttempt { get; set; }

    /// <summary>The last failure that led to another attempt.</summary>
    internal GraphFailure? LastFailure { get; set; }

    internal JournalIntent ToJournalIntent() =>
        new(JournalKey!, Number, Request!.Method.Method, "/" + Request.Version.ToSegment() + Request.Path);

    internal void Complete(RowOutcome outcome, GraphFailure? failure)
    {
        Failure = failure;
        _outcome = (int)outcome;
    }
}
