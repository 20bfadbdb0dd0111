using System.Globalization;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>Decides for each row of one request whether it ends or is sent again. Each row is decided once.</summary>
internal sealed class RowOutcomeResolver
{
    private readonly ExecutorContext _run;
    private readonly GraphClient _client;
    private readonly List<(RowState Row, RowResult Result)> _results;
    private readonly double _jitter;
    private List<RowState>? _queued;

    internal RowOutcomeResolver(ExecutorContext run, int rows)
    {
        _run = run;
        _client = run.Client;
        _results = new List<(RowState, RowResult)>(rows);

        // One value for all rows of the request, so that rows that failed together are sent again together.
#pragma warning disable CA5394 // Spreads waits; needs no secrecy.
        _jitter = Random.Shared.NextDouble();
#pragma warning restore CA5394
    }

    /// <summary>The rows that have ended so far.</summary>
    internal List<(RowState Row, RowResult Result)> Results => _results;

    /// <summary>The shortest wait before a throttled row is sent again.</summary>
    internal TimeSpan MinimumDelay { get; set; }

    internal bool IsDecided(RowState row) =>
        _results.Exists(end => ReferenceEquals(end.Row, row)) || (_queued?.Exists(other => ReferenceEquals(other, row)) ?? false);

    /// <summary>A response to the row's own request, or its item in the response of a batch.</summary>
    internal void OnResponse(RowState row, GraphResponse response, GraphErrorBody? error, string clientRequestId)
    {
        if (row.Step == RowStep.LookUp)
        {
            OnLookUp(row, response, error, clientRequestId);
        }
        else if (error is not null && row.IsInDoubt && response.Status == 404 && row.Current.Method == HttpMethod.Delete)
        {
            // The earlier DELETE, whose response was lost, was done.
            Complete(row, RowOutcome.Done, null);
        }
        else if (error is not null
            && row.IsInDoubt
            && response.Status == 409
            && row.Request.Method == HttpMethod.Post
            && row.Step == RowStep.Send)
        {
            // The object may have been created by the earlier POST or by another client.
            OnInconclusive(row, FailureOf(row, response, error, clientRequestId));
        }
        else
        {
            OnResponse(
                row,
                response,
                error,
                clientRequestId,
                decidesEarlierAttempts: error is not null && ResponseClassifier.AppliesToEarlierAttempts(response.Status));
        }
    }

    /// <summary>A response to a batch as a whole. It is not about the row, so it does not decide earlier attempts.</summary>
    internal void OnBatchResponse(RowState row, GraphResponse response, GraphErrorBody? error, string clientRequestId)
    {
        if (row.Step == RowStep.LookUp)
        {
            OnLookUp(row, response, null, clientRequestId);
        }
        else
        {
            OnResponse(row, response, error, clientRequestId, decidesEarlierAttempts: false);
        }
    }

    /// <summary>The response of a batch holds no readable result for the row.</summary>
    internal void OnUnreadable(RowState row, GraphResponse response, string clientRequestId)
    {
        string why = $"the response of the batch holds no readable result for it ({response.ContentType ?? "no content type"}).";
        OnInconclusive(row, GraphFailureFactory.OutcomeUnknown(row.Current, UriOf(row), why, clientRequestId));
    }

    /// <summary>No response came.</summary>
    internal void OnConnectionLost(RowState row, Exception exception, string clientRequestId, bool neverSent)
    {
        GraphFailure failure = GraphFailureFactory.FromConnectionLoss(exception, row.Current, UriOf(row), clientRequestId, neverSent);
        bool isRead = row.Step != RowStep.Send || !row.Current.IsWrite;

        // A read that is too large stays so; a write that is safe to repeat may still learn its outcome alone.
        bool isFinal = exception is OperationCanceledException or SignInException or EndpointRefusedException or ConnectionClosedException
            || (exception is ResponseTooLargeException && isRead)
            || ResponseClassifier.IsPermanent(exception);
        if (!neverSent)
        {
            OnInconclusive(row, failure, isFinal);
        }
        else if (isFinal || !TryScheduleRetry(row, failure))
        {
            if (exception is OperationCanceledException && row.Step == RowStep.Send && !row.IsInDoubt)
            {
                CompleteNotSent(row, "the run was stopped while it was still connecting", failure);
            }
            else if (exception is ConnectionClosedException && row.Step == RowStep.Send && !row.IsInDoubt)
            {
                CompleteNotSent(row, ConnectionClosedException.Reason, failure);
            }
            else
            {
                CompleteRefused(row, failure, decidesEarlierAttempts: false);
            }
        }
    }

    /// <summary>The collection of a POST in doubt that names no id was read.</summary>
    internal void OnScanned(CollectionScan scan, ScannedRow scanned)
    {
        RowState row = scanned.State;
        row.OnSending();
        switch (_run.Creations!.Match(scan, scanned))
        {
            case CreationMatch.Found:
                row.Entity = row.WantsEntity ? row.Entity : null;
                Complete(row, RowOutcome.Done, null);
                break;
            case CreationMatch.Missing:
                SendAgain(row);
                break;
            default:
                ScanAgain(row);
                break;
        }
    }

    /// <summary>The collection of a POST in doubt that names no id could not be read.</summary>
    internal void OnScanFailed(RowState row, GraphFailure failure)
    {
        string why = $"{DoubtOf(row)} The collection could not be read to look for the object: {failure.Message}";
        CompleteUnknown(row, GraphFailureFactory.OutcomeUnknown(row.Request, UriOf(row), why, failure.ClientRequestId, row.LastFailure));
    }

    /// <summary>Ends a list that is not sent, because another one showed that its collection is gone.</summary>
    internal void CompleteGone(RowState row, GraphFailure failure) => Complete(row, RowOutcome.Failed, failure);

    /// <summary>Ends a row that will not be sent, or not again.</summary>
    internal void CompleteNotSent(RowState row, string reason, GraphFailure? last = null)
    {
        if (row.Scan is { } scan)
        {
            scan.NotSentReason = reason;
        }

        last ??= row.LastFailure;
        if (row.Step == RowStep.ReadBack)
        {
            row.Warning = $"The row is done, but {reason} before the changed object was read back.";
            Complete(row, RowOutcome.Done, null);
        }
        else if (row.IsInDoubt)
        {
            // With "not sent" the next run would send it without a check.
            string when = row.Attempts > 0
                ? "no response arrived"
                : "an earlier run ended before its response arrived, as the journal says";
            Complete(row, RowOutcome.Unknown, GraphFailureFactory.OutcomeUnknown(
                row.Request, UriOf(row), $"{when}, and {reason} before it could be sent again.", null, last));
        }
        else if (_run.HasGivenUp && row.LastFailure is { } failure)
        {
            Complete(row, RowOutcome.Failed, failure);
        }
        else
        {
            Complete(row, RowOutcome.NotSent, GraphFailureFactory.NotSent(row.Request, UriOf(row), reason, last));
        }
    }

    private void OnResponse(
        RowState row,
        GraphResponse response,
        GraphErrorBody? error,
        string clientRequestId,
        bool decidesEarlierAttempts)
    {
        ResponseDisposition disposition = ResponseClassifier.Classify(response, error);
        if (disposition == ResponseDisposition.Success)
        {
            OnSuccess(row, response, clientRequestId);
            return;
        }

        GraphFailure failure = FailureOf(row, response, error, clientRequestId);
        if (disposition == ResponseDisposition.Inconclusive)
        {
            OnInconclusive(row, failure);
        }
        else if (disposition == ResponseDisposition.Failed || !TryScheduleRetry(row, failure))
        {
            CompleteRefused(row, failure, decidesEarlierAttempts);
        }
    }

    /// <summary>The request may or may not have been done.</summary>
    private void OnInconclusive(RowState row, GraphFailure failure, bool isFinal = false)
    {
        if (row.IsRead || row.Step == RowStep.ReadBack)
        {
            if (isFinal || !TryScheduleRetry(row, failure))
            {
                CompleteRefused(row, failure, decidesEarlierAttempts: false);
            }

            return;
        }

        if (row.Step == RowStep.LookUp)
        {
            OnLookUpFailed(row, failure, isFinal);
            return;
        }

        row.IsInDoubt = true;
        if (isFinal || (row.Request.ObjectPath is null && (_run.Creations is null || !row.Request.IsComparable)))
        {
            CompleteUnknown(row, failure);
        }
        else
        {
            ScheduleLookUp(row, failure);
        }
    }

    private void OnSuccess(RowState row, GraphResponse response, string clientRequestId)
    {
        GraphRequest request = row.Current;
        if (row.Pages is { } pages)
        {
            TakePage(row, pages, response);
            return;
        }

        StatusEntity? entity = response.GetEntity(request.Resource, request.ParentId);
        if (!response.Body.IsEmpty && entity is null)
        {
            // A success with the HTML page of a proxy does not come from the service.
            OnInconclusive(row, GraphFailureFactory.NotGraphResponse(response, request, UriOf(row), clientRequestId));
            return;
        }

        bool wanted = row.WantsEntity && request.Method != HttpMethod.Delete;
        if (request.Method == HttpMethod.Post && entity?.Id is { } created)
        {
            row.CreatedId = created;
            _run.KeepsIds = row.Request.Id is { } id ? string.Equals(id, created, StringComparison.OrdinalIgnoreCase) : _run.KeepsIds;
        }

        if (wanted && entity is not null)
        {
            row.Entity = entity;
            Complete(row, RowOutcome.Done, null);
        }
        else if (row.IsRead)
        {
            CompleteRefused(
                row,
                GraphFailureFactory.NotGraphResponse(response, request, UriOf(row), clientRequestId),
                decidesEarlierAttempts: false);
        }
        else if (wanted && request.Method == HttpMethod.Patch && row.Request.ObjectPath is not null)
        {
            row.SetRead(RowStep.ReadBack);
            Schedule(row, TimeSpan.Zero);
        }
        else
        {
            row.Warning = wanted ? "The row is done, but the service returned no object." : null;
            Complete(row, RowOutcome.Done, null);
        }
    }

    /// <summary>The object of a write in doubt was read, or not.</summary>
    private void OnLookUp(RowState row, GraphResponse response, GraphErrorBody? error, string clientRequestId)
    {
        HttpMethod method = row.Request.Method;
        ResponseDisposition disposition = ResponseClassifier.Classify(response, error);
        GraphFailure failure = FailureOf(row, response, error, clientRequestId);
        if (disposition == ResponseDisposition.Success
            && response.GetEntity(row.Request.Resource, row.Request.ParentId) is { Id: not null } entity)
        {
            OnLookUpFound(row, entity);
        }
        else if (response.Status == 404 && error is not null)
        {
            OnLookUpNotFound(row, failure);
        }
        else if (disposition == ResponseDisposition.Retryable)
        {
            if (!TryScheduleRetry(row, failure))
            {
                CompleteUnknown(row, row.LastFailure ?? failure);
            }
        }
        else if (disposition == ResponseDisposition.Inconclusive || method == HttpMethod.Post)
        {
            OnLookUpFailed(row, failure, isFinal: disposition != ResponseDisposition.Inconclusive);
        }
        else
        {
            // The object cannot be read, but an idempotent request can be sent again without a check.
            SendAgain(row);
        }
    }

    private void OnLookUpFound(RowState row, StatusEntity entity)
    {
        bool isPost = row.Request.Method == HttpMethod.Post;
        if (isPost ? !row.Request.IsContradictedBy(entity) : row.Request.IsSatisfiedBy(entity))
        {
            row.Entity = row.WantsEntity ? entity : null;
            Complete(row, RowOutcome.Done, null);
        }
        else if (isPost)
        {
            Complete(row, RowOutcome.Failed, GraphFailureFactory.ExistsWithOtherValues(row.Request, UriOf(row)));
        }
        else
        {
            SendAgain(row);
        }
    }

    private void OnLookUpNotFound(RowState row, GraphFailure failure)
    {
        if (row.Request.Method == HttpMethod.Delete)
        {
            Complete(row, RowOutcome.Done, null);
        }
        else if (row.Request.Method != HttpMethod.Post || _run.KeepsIds == true || (_run.Options.RetryInDoubt && row.Attempts == 0))
        {
            SendAgain(row);
        }
        else
        {
            // The service may have created the object under an id of its own.
            string why = $"{DoubtOf(row)} "
                + "No object with this id exists, but the service may have given the object another id.";
            CompleteUnknown(
                row,
                GraphFailureFactory.OutcomeUnknown(row.Request, UriOf(row), why, failure.ClientRequestId, row.LastFailure));
        }
    }

    /// <summary>The look-up got no usable response.</summary>
    private void OnLookUpFailed(RowState row, GraphFailure failure, bool isFinal)
    {
        GraphFailure last = row.LastFailure ?? failure;
        if (isFinal || row.IsLastLookUp)
        {
            CompleteUnknown(row, last);
        }
        else if (row.Request.IsRepeatable)
        {
            if (NextDelay(row, failure) is { } delay)
            {
                row.Waited += delay;
                row.SetSend();
                Schedule(row, delay);
            }
            else
            {
                CompleteUnknown(row, last);
            }
        }
        else if (!TryScheduleRetry(row, failure))
        {
            CompleteUnknown(row, last);
        }
    }

    /// <summary>An object has the values of the row, but may be that of another row whose response has not come.</summary>
    private void ScanAgain(RowState row)
    {
        GraphFailure failure = row.LastFailure ?? GraphFailureFactory.OutcomeUnknown(row.Request, UriOf(row), DoubtOf(row), null);
        if (NextDelay(row, failure) is { } delay)
        {
            row.Waited += delay;
            ScheduleScan(row, delay);
        }
        else
        {
            CompleteUnknown(row, failure);
        }
    }

    private void SendAgain(RowState row)
    {
        if (row.IsLastLookUp)
        {
            CompleteUnknown(row, row.LastFailure!);
            return;
        }

        row.SetSend();
        Schedule(row, TimeSpan.Zero);
    }

    /// <summary>A page came: the list continues behind it, or has ended.</summary>
    private void TakePage(RowState row, PageStream pages, GraphResponse response)
    {
        try
        {
            bool isComplete = !pages.Add(row, GraphPage.Read(response, row.Current, _client.Root, UriOf(row), pages.Texts), _client.Root);
            row.Scan?.TakePages();
            if (isComplete)
            {
                Complete(row, RowOutcome.Done, null);
            }
        }
        catch (GraphFailureException exception)
        {
            CompleteRefused(row, exception.Failure, decidesEarlierAttempts: false);
        }
    }

    /// <summary>Queues a row for another attempt of the same request, unless its budget is used up.</summary>
    private bool TryScheduleRetry(RowState row, GraphFailure failure)
    {
        if (NextDelay(row, failure) is not { } delay)
        {
            return false;
        }

        row.LastFailure = row.Step == RowStep.LookUp ? row.LastFailure : failure;
        row.Waited += delay;
        _run.Statistics.AddRetry();
        Trace(failure, "Trying again", delay);
        Schedule(row, delay);
        return true;
    }

    /// <summary>Queues a write in doubt for a read of its object. The last one comes after the budget is used up.</summary>
    private void ScheduleLookUp(RowState row, GraphFailure failure)
    {
        row.LastFailure = failure;
        TimeSpan? delay = NextDelay(row, failure);
        row.IsLastLookUp = delay is null;
        row.Waited += delay ?? TimeSpan.Zero;
        _run.Statistics.AddRetry();
        Trace(failure, "Looking whether it was done", delay ?? TimeSpan.Zero);
        if (row.Request.ObjectPath is null)
        {
            row.SetScan();
            ScheduleScan(row, delay ?? TimeSpan.Zero);
        }
        else
        {
            row.SetRead(RowStep.LookUp);
            Schedule(row, delay ?? TimeSpan.Zero);
        }
    }

    private void ScheduleScan(RowState row, TimeSpan delay)
    {
        (_queued ??= []).Add(row);
        _run.CreationLookUp.Add(row, delay);
    }

    private TimeSpan? NextDelay(RowState row, GraphFailure failure)
    {
        TimeSpan? asked = failure.RetryAfter;
        if (failure.StatusCode == 429 && MinimumDelay > (asked ?? TimeSpan.Zero))
        {
            asked = MinimumDelay;
        }

        int attempts = row.Step switch
        {
            RowStep.Send => row.Attempts,
            RowStep.ReadBack => row.ReadAttempts,
            _ => Math.Max(row.Attempts, row.ReadAttempts),
        };
        return _run.Retry.NextDelay(
            attempts,
            row.Waited,
            asked,
            _jitter,
            _client.HasResponded ? _run.Retry.MaxTotalDelay : _run.Retry.MaxUnreachedDelay);
    }

    private void Schedule(RowState row, TimeSpan delay)
    {
        (_queued ??= []).Add(row);
        _run.Retries.Add(row, delay);
    }

    /// <summary>The service refused the row's last request.</summary>
    private void CompleteRefused(RowState row, GraphFailure failure, bool decidesEarlierAttempts)
    {
        if (row.Step == RowStep.ReadBack)
        {
            row.Warning = $"The row is done, but the changed object could not be read back. {failure.Message}";
            Complete(row, RowOutcome.Done, null);
        }
        else if (row.IsInDoubt && !decidesEarlierAttempts)
        {
            CompleteUnknown(row, failure);
        }
        else
        {
            Complete(row, RowOutcome.Failed, failure);
        }
    }

    private void CompleteUnknown(RowState row, GraphFailure failure) =>
        Complete(row, RowOutcome.Unknown, failure.ErrorId == GraphErrorId.OutcomeUnknown && failure.Method == row.Request.Method.Method
            ? failure
            : GraphFailureFactory.OutcomeUnknown(row.Request, UriOf(row), failure.Reason, failure.ClientRequestId, failure));

    private void Complete(RowState row, RowOutcome outcome, GraphFailure? failure) =>
        _results.Add((row, new RowResult(row.Item, outcome, failure) { Entity = row.Entity, Warning = row.Warning }));

    private GraphFailure FailureOf(RowState row, GraphResponse response, GraphErrorBody? error, string clientRequestId) =>
        GraphFailureFactory.FromResponse(response, error, row.Current, UriOf(row), _client.Clock.GetUtcNow(), clientRequestId);

    private void Trace(GraphFailure failure, string next, TimeSpan delay)
    {
        if (_queued is null)
        {
            _run.Log?.Verbose?.Invoke($"{failure.Message} {next} in {delay.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s.");
        }
    }

    /// <summary>The reason why it is not known whether a write was done.</summary>
    private static string DoubtOf(RowState row) =>
        row.LastFailure?.Reason ?? "an earlier run ended before its response arrived, as the journal says.";

    private Uri UriOf(RowState row) => (row.Step == RowStep.LookUp ? row.Request : row.Current).UriUnder(_client.Root);
}
