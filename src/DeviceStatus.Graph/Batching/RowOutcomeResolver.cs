using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>Decides by the response to a request whether each of its rows ends or is sent again.</summary>
internal sealed class RowOutcomeResolver
{
    private readonly ExecutorContext _run;
    private readonly GraphClient _client;
    private readonly LookUpResolver _lookUps;

    internal RowOutcomeResolver(ExecutorContext run, int rows)
    {
        _run = run;
        _client = run.Client;
        Decisions = new RowDecisions(run, rows);
        _lookUps = new LookUpResolver(run, Decisions);
    }

    /// <summary>What is decided so far.</summary>
    internal RowDecisions Decisions { get; }

    /// <summary>Decides a row by the response to its own request, or by its item in the response of a batch.</summary>
    internal void OnResponse(RowState row, GraphResponse response, GraphErrorBody? error, string clientRequestId)
    {
        if (row.Step == RowStep.LookUp)
        {
            _lookUps.OnResponse(row, response, error, clientRequestId);
        }
        else if (error is not null && row.IsInDoubt && response.Status == 404 && row.Current.Method == HttpMethod.Delete)
        {
            // The earlier DELETE, whose response was lost, was done.
            Decisions.Complete(row, RowOutcome.Done, null);
        }
        else if (error is not null
            && row.IsInDoubt
            && response.Status == 409
            && row.Request.Method == HttpMethod.Post
            && row.Step == RowStep.Send)
        {
            // The object may have been created by the earlier POST or by another client.
            OnInconclusive(row, Decisions.FailureOf(row, response, error, clientRequestId));
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

    /// <summary>
    /// Decides a row by the response to its batch as a whole, which is not about the row and so does not decide earlier attempts.
    /// </summary>
    internal void OnBatchResponse(RowState row, GraphResponse response, GraphErrorBody? error, string clientRequestId)
    {
        if (row.Step == RowStep.LookUp)
        {
            _lookUps.OnResponse(row, response, null, clientRequestId);
        }
        else
        {
            OnResponse(row, response, error, clientRequestId, decidesEarlierAttempts: false);
        }
    }

    /// <summary>Decides a row for which the response of its batch holds no readable result.</summary>
    internal void OnUnreadable(RowState row, GraphResponse response, string clientRequestId)
    {
        string why = $"the response of the batch holds no readable result for it ({response.ContentType ?? "no content type"}).";
        OnInconclusive(row, GraphFailureFactory.OutcomeUnknown(row.Current, Decisions.UriOf(row), why, clientRequestId));
    }

    /// <summary>Decides a row whose request got no response.</summary>
    internal void OnConnectionLost(RowState row, Exception exception, string clientRequestId, bool neverSent)
    {
        GraphFailure failure = GraphFailureFactory.FromConnectionLoss(
            exception,
            row.Current,
            Decisions.UriOf(row),
            clientRequestId,
            neverSent);
        bool isRead = row.Step != RowStep.Send || !row.Current.IsWrite;

        // A read that is too large stays so; a write that is safe to repeat may still learn its outcome alone.
        bool isFinal = exception is OperationCanceledException or SignInException or EndpointRefusedException or ConnectionClosedException
            || (exception is ResponseTooLargeException && isRead)
            || ResponseClassifier.IsPermanent(exception);
        if (!neverSent)
        {
            OnInconclusive(row, failure, isFinal);
        }
        else if (isFinal || !Decisions.TryScheduleRetry(row, failure))
        {
            if (exception is OperationCanceledException && row.Step == RowStep.Send && !row.IsInDoubt)
            {
                Decisions.CompleteNotSent(row, "the run was stopped while it was still connecting", failure);
            }
            else if (exception is ConnectionClosedException && row.Step == RowStep.Send && !row.IsInDoubt)
            {
                Decisions.CompleteNotSent(row, ConnectionClosedException.Reason, failure);
            }
            else
            {
                Decisions.CompleteRefused(row, failure, decidesEarlierAttempts: false);
            }
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

        GraphFailure failure = Decisions.FailureOf(row, response, error, clientRequestId);
        if (disposition == ResponseDisposition.Inconclusive)
        {
            OnInconclusive(row, failure);
        }
        else if (disposition == ResponseDisposition.Failed || !Decisions.TryScheduleRetry(row, failure))
        {
            Decisions.CompleteRefused(row, failure, decidesEarlierAttempts);
        }
    }

    /// <summary>Decides a row whose request may or may not have been done.</summary>
    private void OnInconclusive(RowState row, GraphFailure failure, bool isFinal = false)
    {
        if (row.IsRead || row.Step == RowStep.ReadBack)
        {
            if (isFinal || !Decisions.TryScheduleRetry(row, failure))
            {
                Decisions.CompleteRefused(row, failure, decidesEarlierAttempts: false);
            }

            return;
        }

        if (row.Step == RowStep.LookUp)
        {
            _lookUps.OnFailed(row, failure, isFinal);
            return;
        }

        row.IsInDoubt = true;
        if (isFinal || (row.Request.ObjectPath is null && (_run.Creations is null || !row.Request.IsComparable)))
        {
            Decisions.CompleteUnknown(row, failure);
        }
        else
        {
            Decisions.ScheduleLookUp(row, failure);
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
            OnInconclusive(row, GraphFailureFactory.NotGraphResponse(response, request, Decisions.UriOf(row), clientRequestId));
            return;
        }

        bool wanted = row.WantsEntity && request.Method != HttpMethod.Delete;
        if (request.Method == HttpMethod.Post && entity?.Id is { } created)
        {
            row.CreatedId = created;
            if (row.Request.Id is { } id && _run.KeepsIds != false)
            {
                _run.KeepsIds = string.Equals(id, created, StringComparison.OrdinalIgnoreCase);
            }
        }

        if (wanted && entity is not null)
        {
            row.Entity = entity;
            Decisions.Complete(row, RowOutcome.Done, null);
        }
        else if (row.IsRead)
        {
            Decisions.CompleteRefused(
                row,
                GraphFailureFactory.NotGraphResponse(response, request, Decisions.UriOf(row), clientRequestId),
                decidesEarlierAttempts: false);
        }
        else if (wanted && request.Method == HttpMethod.Patch && row.Request.ObjectPath is not null)
        {
            row.SetRead(RowStep.ReadBack);
            Decisions.Schedule(row, TimeSpan.Zero);
        }
        else
        {
            row.Warning = wanted ? "The row is done, but the service returned no object." : null;
            Decisions.Complete(row, RowOutcome.Done, null);
        }
    }

    /// <summary>Adds a page to the list of the row; the row ends with the last page.</summary>
    private void TakePage(RowState row, PageStream pages, GraphResponse response)
    {
        try
        {
            GraphPage page = GraphPage.Read(response, row.Current, _client.Root, Decisions.UriOf(row), pages.Texts);
            bool isComplete = !pages.Add(row, page, _client.Root);
            row.Scan?.TakePages();
            if (isComplete)
            {
                Decisions.Complete(row, RowOutcome.Done, null);
            }
        }
        catch (GraphFailureException exception)
        {
            Decisions.CompleteRefused(row, exception.Failure, decidesEarlierAttempts: false);
        }
    }
}
