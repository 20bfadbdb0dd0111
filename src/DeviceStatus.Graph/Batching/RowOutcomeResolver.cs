using System.Globalization;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>
/// Decides how each row of one sending goes on: it ends, or it goes to the retry queue. Each row is decided once.
/// </summary>
internal sealed class RowOutcomeResolver
{
    private readonly GraphClient _client;
    private readonly RetryPolicy _retry;
    private readonly GraphLog? _log;
    private readonly RetryQueue _retries;
    private readonly RunStatistics _statistics;
    private readonly List<RowResult> _results;
    private List<WorkItem>? _retried;

    internal RowOutcomeResolver(GraphClient client, BatchOptions options, RetryQueue retries, RunStatistics statistics, int rows)
    {
        _client = client;
        _retry = options.Retry ?? client.Retry;
        _log = options.Log;
        _retries = retries;
        _statistics = statistics;
        _results = new List<RowResult>(rows);
    }

    /// <summary>The rows that have ended so far.</summary>
    internal List<RowResult> Results => _results;

    internal bool IsDecided(WorkItem row) =>
        _results.Exists(end => ReferenceEquals(end.Row, row)) || (_retried?.Exists(other => ReferenceEquals(other, row)) ?? false);

    internal void Complete(WorkItem row, RowOutcome outcome, GraphFailure? failure) => _results.Add(new RowResult(row, outcome, failure));

    /// <summary>An answer came, of the row's own request or of its item in a batch.</summary>
    internal void OnResponse(WorkItem row, GraphResponse answer, GraphErrorBody? error, string clientRequestId)
    {
        GraphRequest request = row.Current!;
        ResponseDisposition verdict = ResponseClassifier.Classify(answer, error is not null);
        if (verdict == ResponseDisposition.Success)
        {
            OnSuccess(row, answer, clientRequestId);
            return;
        }

        // The first DELETE, whose answer was lost, did its work.
        if (answer.Status == 404 && row.HasInconclusiveAttempt && request.Method == HttpMethod.Delete)
        {
            Complete(row, RowOutcome.Done, null);
            return;
        }

        GraphFailure failure = GraphFailureFactory.FromResponse(answer, error, request, UriOf(row), _client.Clock.GetUtcNow(), clientRequestId);
        switch (verdict)
        {
            case ResponseDisposition.Retryable:
                if (!TryScheduleRetry(row, failure))
                {
                    CompleteRefused(row, failure);
                }

                break;
            case ResponseDisposition.Inconclusive:
                OnInconclusive(row, failure);
                break;
            default:
                CompleteRefused(row, failure);
                break;
        }
    }

    /// <summary>No answer came.</summary>
    internal void OnConnectionLost(WorkItem row, Exception exception, string clientRequestId, bool nothingLeft)
    {
        GraphFailure failure = GraphFailureFactory.FromConnectionLoss(exception, row.Current!, UriOf(row), clientRequestId, nothingLeft);
        bool isRead = row.IsReadingBack || !row.Request!.IsWrite;

        // A read that is too large stays so; a write that is safe to repeat may still learn its outcome alone.
        bool isFinal = exception is OperationCanceledException or SignInException or EndpointRefusedException || (exception is ResponseTooLargeException && isRead);
        if (!nothingLeft)
        {
            OnInconclusive(row, failure, isFinal);
        }
        else if (isFinal || !TryScheduleRetry(row, failure, unreachable: true))
        {
            if (exception is OperationCanceledException && !row.IsReadingBack && !row.HasInconclusiveAttempt)
            {
                CompleteNotSent(row, "the run was stopped while it was still connecting", failure);
            }
            else
            {
                CompleteRefused(row, failure);
            }
        }
    }

    /// <summary>No answer, or none that tells: what is repeatable goes again, a POST does not.</summary>
    internal void OnInconclusive(WorkItem row, GraphFailure failure, bool isFinal = false)
    {
        bool isRead = row.IsReadingBack || !row.Request!.IsWrite;
        row.HasInconclusiveAttempt |= !isRead;
        if (!isFinal && row.Current!.IsRepeatable && TryScheduleRetry(row, failure))
        {
            return;
        }

        if (isRead)
        {
            CompleteRefused(row, failure);
        }
        else
        {
            CompleteUnknown(row, failure, keepsId: row.Request!.IsRepeatable && failure.StatusCode is not null);
        }
    }

    /// <summary>Ends a row that will not be sent, or not again.</summary>
    internal void CompleteNotSent(WorkItem row, string reason, GraphFailure? last = null)
    {
        last ??= row.LastFailure;
        if (row.IsReadingBack)
        {
            row.Warning = $"The row is done, but {reason} before the changed object was read back.";
            Complete(row, RowOutcome.Done, null);
        }
        else if (row.HasInconclusiveAttempt)
        {
            // Of this run or of an earlier one: either way it may have been done, and "not sent" would let the next run send it blindly.
            string when = row.Attempts > 0 ? "no answer came" : "an earlier run ended before its answer came, as the journal says";
            Complete(row, RowOutcome.Unknown, GraphFailureFactory.OutcomeUnknown(row.Request!, UriOf(row), $"{when}, and {reason} before it could be sent again.", null, last));
        }
        else
        {
            string message = row.LastFailure is null
                ? $"{row.Request!.Method} {row.Request.Path} was not sent: {reason}."
                : $"{row.Request!.Method} {row.Request.Path} was turned away and not sent again: {reason}. {row.LastFailure.Message}";
            Complete(row, RowOutcome.NotSent, new GraphFailure(GraphErrorId.NotSent, message)
            {
                Advice = "Nothing was done; run the row again.",
                Method = row.Request.Method.Method,
                Uri = UriOf(row),
                StatusCode = last?.StatusCode,
                Code = last?.Code,
                Cause = last?.Cause,
            });
        }
    }

    private void OnSuccess(WorkItem row, GraphResponse answer, string clientRequestId)
    {
        GraphRequest request = row.Current!;
        if (row.Pages is { } pages)
        {
            TakePage(row, pages, answer);
            return;
        }

        bool wanted = row.WantsEntity && request.Method != HttpMethod.Delete;
        if (!answer.Body.IsEmpty && answer.GetJsonObject() is null)
        {
            // A success with a page of a proxy in it is not the service's word.
            OnInconclusive(row, GraphFailureFactory.NotGraphResponse(answer, request, UriOf(row), clientRequestId));
            return;
        }

        if (wanted && answer.GetJsonObject() is { } body)
        {
            row.Entity = EntityReader.Read(body, request.Resource, request.ParentId);
        }
        else if (!row.Request!.IsWrite)
        {
            CompleteRefused(row, GraphFailureFactory.NotGraphResponse(answer, request, UriOf(row), clientRequestId));
            return;
        }
        else if (wanted && request.Method == HttpMethod.Patch && row.Request!.Id is { } id)
        {
            row.Current = RequestBuilder.Get(request.Resource, request.ParentId, id, null, request.Version);
            row.Attempts = 0;
            ScheduleRetry(row, TimeSpan.Zero);
            return;
        }
        else if (wanted)
        {
            row.Warning = "The service did it, but returned no object to show.";
        }

        Complete(row, RowOutcome.Done, null);
    }

    /// <summary>A page came: the list goes on behind it, or has ended.</summary>
    private void TakePage(WorkItem row, PageStream pages, GraphResponse answer)
    {
        try
        {
            if (!pages.Add(row, GraphPage.Read(answer, row.Current!, _client.Root, UriOf(row)), _client.Root))
            {
                Complete(row, RowOutcome.Done, null);
            }
        }
        catch (GraphFailureException exception)
        {
            CompleteRefused(row, exception.Failure);
        }
    }

    /// <summary>Queues a row for another attempt, unless its budget is spent.</summary>
    private bool TryScheduleRetry(WorkItem row, GraphFailure failure, bool unreachable = false)
    {
        if (_retry.NextDelay(row.Attempts, row.Waited, failure.RetryAfter, unreachable) is not { } delay)
        {
            return false;
        }

        _log?.Verbose?.Invoke($"{failure.Message} Trying again in {delay.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s.");
        row.LastFailure = failure;
        row.Waited += delay;
        _statistics.AddRetry();
        ScheduleRetry(row, delay);
        return true;
    }

    private void ScheduleRetry(WorkItem row, TimeSpan delay)
    {
        (_retried ??= []).Add(row);
        _retries.Add(row, delay);
    }

    /// <summary>The last word on a row was no.</summary>
    private void CompleteRefused(WorkItem row, GraphFailure failure)
    {
        if (row.IsReadingBack)
        {
            row.Warning = $"The row is done, but the changed object could not be read back. {failure.Message}";
            Complete(row, RowOutcome.Done, null);
        }
        else if (row.HasInconclusiveAttempt && !(failure.StatusCode is { } status && ResponseClassifier.AppliesToEarlierAttempts(status)))
        {
            CompleteUnknown(row, failure, keepsId: row.Request!.IsRepeatable && failure.StatusCode is not null);
        }
        else if (!row.Request!.IsRepeatable && failure.StatusCode is { } code && ResponseClassifier.IsInconclusive(code) && code != 503)
        {
            CompleteUnknown(row, failure, keepsId: true);
        }
        else
        {
            Complete(row, RowOutcome.Failed, failure);
        }
    }

    /// <summary>Nobody can say whether the row is done. An answer of the service to what may be repeated keeps its own id.</summary>
    private void CompleteUnknown(WorkItem row, GraphFailure failure, bool keepsId) =>
        Complete(row, RowOutcome.Unknown, keepsId || failure.ErrorId == GraphErrorId.OutcomeUnknown
            ? failure
            : GraphFailureFactory.OutcomeUnknown(row.Request!, UriOf(row), failure.Message, failure.ClientRequestId, failure));

    private Uri UriOf(WorkItem row) => (row.Current ?? row.Request!).UriUnder(_client.Root);
}
