using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>Decides a write in doubt by what a read of its object or of its collection shows.</summary>
internal sealed class LookUpResolver(ExecutorContext run, RowDecisions decisions)
{
    /// <summary>Decides a POST in doubt that names no id, after its collection was read.</summary>
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

    /// <summary>Decides a POST in doubt that names no id, whose collection could not be read.</summary>
    internal void OnScanFailed(RowState row, GraphFailure failure)
    {
        string why = $"{DoubtOf(row)} The collection could not be read to look for the object: {failure.Message}";
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
        else if (row.Request.Method != HttpMethod.Post || run.KeepsIds == true || (run.Options.RetryInDoubt && row.Attempts == 0))
        {
            decisions.SendAgain(row);
        }
        else
        {
            // The service may have created the object under an id of its own.
            string why = $"{DoubtOf(row)} No object with this id exists, but the service may have given the object another id.";
            CompleteUnknown(row, why, failure.ClientRequestId);
        }
    }

    /// <summary>Reads the collection again: the object that was found may be that of another row whose response has not arrived.</summary>
    private void ScanAgain(RowState row)
    {
        GraphFailure failure = row.LastFailure ?? GraphFailureFactory.OutcomeUnknown(row.Request, decisions.UriOf(row), DoubtOf(row), null);
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

    /// <summary>The reason why it is not known whether a write was done.</summary>
    private static string DoubtOf(RowState row) =>
        row.LastFailure?.Reason ?? "an earlier run ended before its response arrived, as the journal says.";
}
