using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>The state of one row between its arrival and its outcome. Only one thread works on a row at a time.</summary>
internal sealed class RowState
{
    private volatile RowResult? _result;
    private int _hasNextPage;

    internal RowState(WorkItem item)
    {
        Item = item;
        Current = item.Request!;
    }

    internal WorkItem Item { get; }

    internal long Number => Item.Number;

    /// <summary>The row's own request.</summary>
    internal GraphRequest Request => Item.Request!;

    /// <summary>The next request: the row's own, a read of its object, or the next page of its list.</summary>
    internal GraphRequest Current { get; private set; }

    internal RowStep Step { get; private set; }

    /// <summary>The outcome; set once, read by the caller's thread.</summary>
    internal RowResult? Result => _result;

    internal bool IsRead => !Request.IsWrite;

    /// <summary>How often the row's own request was sent.</summary>
    internal int Attempts { get; private set; }

    /// <summary>How often the current read of the row's object was sent.</summary>
    internal int ReadAttempts { get; private set; }

    /// <summary>The time that the row has waited between its attempts.</summary>
    internal TimeSpan Waited { get; set; }

    /// <summary>Whether an attempt, of this run or of an earlier one, may have been done.</summary>
    internal bool IsInDoubt { get; set; }

    /// <summary>Whether the look-up that is under way is the last one; the request is not sent again after it.</summary>
    internal bool IsLastLookUp { get; set; }

    /// <summary>The last failure that led to another attempt.</summary>
    internal GraphFailure? LastFailure { get; set; }

    /// <summary>The reason why it is not known whether the row's own request was done, as a sentence.</summary>
    internal string Doubt =>
        LastFailure?.Reason is not { } reason ? "an earlier run ended before its response arrived, as the journal says."
        : reason.EndsWith('.') ? reason
        : reason + ".";

    internal bool HasIntent { get; set; }

    internal string? JournalKey { get; set; }

    /// <summary>Whether the caller wants the object in a successful response.</summary>
    internal bool WantsEntity { get; set; }

    internal StatusEntity? Entity { get; set; }

    /// <summary>The id of the object that a POST created, where it is known.</summary>
    internal string? CreatedId { get; set; }

    /// <summary>The scan whose pages the row reads; null for every row of the input.</summary>
    internal CollectionScan? Scan { get; init; }

    internal string? Warning { get; set; }

    /// <summary>The pages of a list; null for everything else.</summary>
    internal PageStream? Pages { get; set; }

    /// <summary>Whether the next page is requested together with those of the other rows of the batch.</summary>
    internal bool HasNextPage
    {
        get => Volatile.Read(ref _hasNextPage) == 1;
        set => Volatile.Write(ref _hasNextPage, value ? 1 : 0);
    }

    /// <summary>
    /// Returns whether the next page is to be requested, to one caller only. A row that was held back can be sent and answered again while
    /// the batch of its earlier page still ends.
    /// </summary>
    internal bool TakeNextPage() => Interlocked.Exchange(ref _hasNextPage, 0) == 1;

    internal void OnSending()
    {
        if (Step == RowStep.Send)
        {
            Attempts++;
            Scan?.Close();
        }
        else
        {
            ReadAttempts++;
        }
    }

    /// <summary>Takes back <see cref="OnSending"/>, because the batch was refused for a reason that is not about its rows.</summary>
    internal void OnBatchRefused()
    {
        if (Step == RowStep.Send)
        {
            Attempts--;
        }
        else
        {
            ReadAttempts--;
        }
    }

    /// <summary>The next request is the row's own.</summary>
    internal void SetSend()
    {
        Step = RowStep.Send;
        Current = Request;
    }

    /// <summary>The next request reads the row's object.</summary>
    internal void SetRead(RowStep step)
    {
        if (Step != step)
        {
            Step = step;
            ReadAttempts = 0;
            Current = RequestBuilder.Get(Request.Resource, Request.ParentId, Request.Id, null, Request.Version);
        }
    }

    /// <summary>The row waits for a scan of its collection; it sends nothing meanwhile.</summary>
    internal void SetScan()
    {
        if (Step != RowStep.Scan)
        {
            Step = RowStep.Scan;
            ReadAttempts = 0;
        }
    }

    /// <summary>The next request is a further page of the list, with a retry budget of its own.</summary>
    internal void SetNextPage(GraphRequest request)
    {
        Current = request;
        Attempts = 0;
        Waited = TimeSpan.Zero;
    }

    internal void Complete(RowResult result) => _result = result;

    internal JournalIntent ToJournalIntent(JournalScope? scope = null) =>
        new(JournalKey!, Number, Request.Method.Method, "/" + Request.Version.ToSegment() + Request.Path, scope?.Tenant, scope?.Connection);

    internal JournalOutcome ToJournalOutcome(RowResult result) =>
        new(
            JournalKey!,
            Number,
            result.Outcome,
            result.Entity?.Id ?? CreatedId ?? Request.Id,
            result.Failure?.ErrorId,
            result.Failure?.Message);
}
