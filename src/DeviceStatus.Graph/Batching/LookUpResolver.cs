using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>Decides a write in doubt by what a read of its object or of its collection shows.</summary>
internal sealed class LookUpResolver(ExecutorContext run, RowDecisions decisions)
{
    /// <summary>
    /// How often the object of a POST in doubt is read by its id before its absence counts. The service may show a new object late, and
    /// the responses to other rows may show meanwhile whether it uses the ids of the rows.
    /// </summary>
    private const int MaxAbsences = 3;

    /// <summary>Decides a POST in doubt after its collection was read.</summary>
    internal void OnScanned(CollectionScan scan, ScannedRow scanned)
    {
        RowState row = scanned.State;
        row.OnSending();
        switch (run.Creations!.Match(scan, scanned))
        {
            case CreationMatch.Found:
                row.Entity = row.WantsEntity ? row.Entity : null;
                decisions.Complete(row, RowOutcome.Done, null);
                break;
            case CreationMatch.Missing:
                decisions.SendAgain(row);
                break;
            default:
                ScanAgain(row);
                break;
        }
    }

    /// <summary>Decides a POST in doubt whose collection could not be read.</summary>
    internal void OnScanFailed(RowState row, GraphFailure failure)
    {
        string why = $"{row.Doubt} The collection could not be read to look for the object: {failure.Message}";
        CompleteUnknown(row, why, failure.ClientRequestId);
    }

    /// <summary>Decides a write in doubt by the response to the read of its object.</summary>
    internal void OnResponse(RowState row, GraphResponse response, GraphErrorBody? error, string clientRequestId)
    {
        HttpMethod method = row.Request.Method;
        ResponseDisposition disposition = ResponseClassifier.Classify(response, error);
        GraphFailure failure = decisions.FailureOf(row, response, error, clientRequestId);
        if (disposition == ResponseDisposition.Success
            && response.GetEntity(row.Request.Resource, row.Request.ParentId) is { Id: not null } entity)
        {
            OnFound(row, entity);
        }
        else if (response.Status == 404 && error is not null)
        {
            OnNotFound(row, failure);
        }
        else if (disposition == ResponseDisposition.Retryable)
        {
            if (!decisions.TryScheduleRetry(row, failure))
            {
                decisions.CompleteUnknown(row, row.LastFailure ?? failure);
            }
        }
        else if (disposition == ResponseDisposition.Inconclusive || method == HttpMethod.Post)
        {
            OnFailed(row, failure, isFinal: disposition != ResponseDisposition.Inconclusive);
        }
        else
        {
            // The object cannot be read, but an idempotent request can be sent again without a check.
            decisions.SendAgain(row);
        }
    }

    /// <summary>Decides a write in doubt after a read of its object that got no usable response.</summary>
    internal void OnFailed(RowState row, GraphFailure failure, bool isFinal)
    {
        GraphFailure last = row.LastFailure ?? failure;
        if (isFinal || row.IsLastLookUp)
        {
            decisions.CompleteUnknown(row, last);
        }
        else if (row.Request.IsRepeatable)
        {
            if (decisions.NextDelay(row, failure) is { } delay)
            {
                row.Waited += delay;
                row.SetSend();
                decisions.Schedule(row, delay);
            }
            else
            {
                decisions.CompleteUnknown(row, last);
            }
        }
        else if (!decisions.TryScheduleRetry(row, failure))
        {
            decisions.CompleteUnknown(row, last);
        }
    }

    private void OnFound(RowState row, StatusEntity entity)
    {
        bool isPost = row.Request.Method == HttpMethod.Post;
        if (isPost ? !row.Request.IsContradictedBy(entity) : row.Request.IsSatisfiedBy(entity))
        {
            row.CreatedId = isPost ? entity.Id : null;
            row.Entity = row.WantsEntity ? entity : null;
            decisions.Complete(row, RowOutcome.Done, null);
        }
        else if (isPost)
        {
            decisions.Complete(row, RowOutcome.Failed, GraphFailureFactory.ExistsWithOtherValues(row.Request, decisions.UriOf(row)));
        }
        else
        {
            decisions.SendAgain(row);
        }
    }

    private void OnNotFound(RowState row, GraphFailure failure)
    {
        if (row.Request.Method == HttpMethod.Delete)
        {
            decisions.Complete(row, RowOutcome.Done, null);
        }
        else if (row.Request.Method != HttpMethod.Post || run.KeepsIds == true)
        {
            // Where the service uses the ids of the rows, a POST that was done after all is refused with 409.
            decisions.SendAgain(row);
        }
        else if (run.Creations is not null && row.Request.IsComparable)
        {
            // The service may have given the object another id: only the collection shows whether it exists.
            row.SetScan();
            decisions.ScheduleScan(row, TimeSpan.Zero);
        }
        else if (run.KeepsIds is null && row.ReadAttempts < MaxAbsences && !row.IsLastLookUp
            && decisions.NextDelay(row, failure) is { } delay)
        {
            row.Waited += delay;
            decisions.Schedule(row, delay);
        }
        else
        {
            // The service may have created the object under an id of its own.
            string why = $"{row.Doubt} No object with this id exists, but the service may have given the object another id.";
            CompleteUnknown(row, why, failure.ClientRequestId);
        }
    }

    /// <summary>Reads the collection again: the object that was found may be that of another row whose response has not arrived.</summary>
    private void ScanAgain(RowState row)
    {
        GraphFailure failure = row.LastFailure ?? GraphFailureFactory.OutcomeUnknown(row.Request, decisions.UriOf(row), row.Doubt, null);
        if (decisions.NextDelay(row, failure) is { } delay)
        {
            row.Waited += delay;
            decisions.ScheduleScan(row, delay);
        }
        else
        {
            decisions.CompleteUnknown(row, failure);
        }
    }

    private void CompleteUnknown(RowState row, string why, string? clientRequestId) =>
        decisions.CompleteUnknown(
            row,
            GraphFailureFactory.OutcomeUnknown(row.Request, decisions.UriOf(row), why, clientRequestId, row.LastFailure));
}
