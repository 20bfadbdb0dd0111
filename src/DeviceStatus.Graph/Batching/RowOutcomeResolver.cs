namespace DeviceStatus.Graph;

/// <summary>A row that has ended, and how.</summary>
internal readonly record struct RowEnding(BulkRow Row, RowOutcome Outcome, GraphFailure? Failure);

/// <summary>
/// Decides how each row of one sending goes on: it ends, or it goes to the retry queue. Each row is decided once.
/// </summary>
internal sealed class RowFates
{
    private readonly GraphClient _client;
    private readonly RetryQueue _retries;
    private readonly RunStatistics _statistics;
    private readonly List<RowEnding> _ended;
    private List<BulkRow>? _again;

    internal RowFates(GraphClient client, RetryQueue retries, RunStatistics statistics, int rows)
    {
        _client = client;
        _retries = retries;
        _statistics = statistics;
        _ended = new List<RowEnding>(rows);
    }

    /// <summary>The rows that have ended so far.</summary>
    internal List<RowEnding> Ended => _ended;

    internal bool IsDecided(BulkRow row) =>
        _ended.Exists(end => ReferenceEquals(end.Row, row)) || (_again?.Exists(other => ReferenceEquals(other, row)) ?? false);

    internal void End(BulkRow row, RowOutcome outcome, GraphFailure? failure) => _ended.Add(new RowEnding(row, outcome, failure));

    /// <summary>An answer came, of the row's own request or of its item in a batch.</summary>
    internal void Answered(BulkRow row, GraphAnswer answer, GraphErrorBody? error, string clientRequestId)
    {
        GraphRequest request = row.Current!;
        Verdict verdict = Judge.Of(answer, error is not null);
        if (verdict == Verdict.Success)
        {
            Succeeded(row, answer, clientRequestId);
            return;
        }

        // The first DELETE, whose answer was lost, did its work.
        if (answer.Status == 404 && row.WasInDoubt && request.Method == HttpMethod.Delete)
        {
            End(row, RowOutcome.Done, null);
            return;
        }

        GraphFailure failure = Failures.Of(answer, error, request, UriOf(row), _client.Clock.GetUtcNow(), clientRequestId);
        switch (verdict)
        {
            case Verdict.NotDone:
                if (!Again(row, failure))
                {
                    Refused(row, failure);
                }

                break;
            case Verdict.InDoubt:
                InDoubt(row, failure);
                break;
            default:
                Refused(row, failure);
                break;
        }
    }

    /// <summary>No answer came.</summary>
    internal void Lost(BulkRow row, Exception exception, string clientRequestId, bool nothingLeft)
    {
        GraphFailure failure = Failures.Lost(exception, row.Current!, UriOf(row), clientRequestId, nothingLeft);
        bool isFinal = exception is OperationCanceledException or SignInException or EndpointRefusedException;
        if (!nothingLeft)
        {
            InDoubt(row, failure, isFinal);
        }
        else if (isFinal || !Again(row, failure, unreachable: true))
        {
            if (exception is OperationCanceledException && !row.IsReadingBack && !row.WasInDoubt)
            {
                NotSent(row, "the run was stopped while it was still connecting", failure);
            }
            else
            {
                Refused(row, failure);
            }
        }
    }

    /// <summary>No answer, or none that tells: what is repeatable goes again, a POST does not.</summary>
    internal void InDoubt(BulkRow row, GraphFailure failure, bool isFinal = false)
    {
        bool isRead = row.IsReadingBack || !row.Request!.IsWrite;
        row.WasInDoubt |= !isRead;
        if (!isFinal && row.Current!.IsRepeatable && Again(row, failure))
        {
            return;
        }

        if (isRead)
        {
            Refused(row, failure);
        }
        else
        {
            Unknown(row, failure, keepsId: row.Request!.IsRepeatable && failure.StatusCode is not null);
        }
    }

    /// <summary>Ends a row that will not be sent, or not again.</summary>
    internal void NotSent(BulkRow row, string reason, GraphFailure? last = null)
    {
        last ??= row.LastFailure;
        if (row.IsReadingBack)
        {
            row.Warning = $"The row is done, but {reason} before the changed object was read back.";
            End(row, RowOutcome.Done, null);
        }
        else if (row.WasInDoubt)
        {
            // Of this run or of an earlier one: either way it may have been done, and "not sent" would let the next run send it blindly.
            string when = row.Attempts > 0 ? "no answer came" : "an earlier run ended before its answer came, as the journal says";
            End(row, RowOutcome.Unknown, Failures.InDoubt(row.Request!, UriOf(row), $"{when}, and {reason} before it could be sent again.", null, last));
        }
        else
        {
            string message = row.LastFailure is null
                ? $"{row.Request!.Method} {row.Request.Path} was not sent: {reason}."
                : $"{row.Request!.Method} {row.Request.Path} was turned away and not sent again: {reason}. {row.LastFailure.Message}";
            End(row, RowOutcome.NotSent, new GraphFailure(GraphErrorId.NotSent, message)
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

    private void Succeeded(BulkRow row, GraphAnswer answer, string clientRequestId)
    {
        GraphRequest request = row.Current!;
        if (row.Pages is { } pages)
        {
            TakePage(row, pages, answer);
            return;
        }

        bool wanted = row.WantsEntity && request.Method != HttpMethod.Delete;
        if (!answer.Body.IsEmpty && answer.JsonObject() is null)
        {
            // A success with a page of a proxy in it is not the service's word.
            InDoubt(row, Failures.NotGraph(answer, request, UriOf(row), clientRequestId));
            return;
        }

        if (wanted && answer.JsonObject() is { } body)
        {
            row.Entity = EntityReader.Read(body, request.Resource, request.ParentId);
        }
        else if (!row.Request!.IsWrite)
        {
            Refused(row, Failures.NotGraph(answer, request, UriOf(row), clientRequestId));
            return;
        }
        else if (wanted && request.Method == HttpMethod.Patch && row.Request!.Id is { } id)
        {
            row.Current = RequestBuilder.Get(request.Resource, request.ParentId, id, null, request.Version);
            row.Attempts = 0;
            Queue(row, TimeSpan.Zero);
            return;
        }
        else if (wanted)
        {
            row.Warning = "The service did it, but returned no object to show.";
        }

        End(row, RowOutcome.Done, null);
    }

    /// <summary>A page came: the list goes on behind it, or has ended.</summary>
    private void TakePage(BulkRow row, PageStream pages, GraphAnswer answer)
    {
        try
        {
            if (!pages.Add(row, GraphPage.Read(answer, row.Current!, _client.Root, UriOf(row)), _client.Root))
            {
                End(row, RowOutcome.Done, null);
            }
        }
        catch (GraphRequestException exception)
        {
            Refused(row, exception.Failure);
        }
    }

    /// <summary>Queues a row for another attempt, unless its budget is spent.</summary>
    private bool Again(BulkRow row, GraphFailure failure, bool unreachable = false)
    {
        if (_client.Retry.NextDelay(row.Attempts, row.Waited, failure.RetryAfter, unreachable) is not { } delay)
        {
            return false;
        }

        row.LastFailure = failure;
        row.Waited += delay;
        _statistics.Retried();
        Queue(row, delay);
        return true;
    }

    private void Queue(BulkRow row, TimeSpan delay)
    {
        (_again ??= []).Add(row);
        _retries.Add(row, delay);
    }

    /// <summary>The last word on a row was no.</summary>
    private void Refused(BulkRow row, GraphFailure failure)
    {
        if (row.IsReadingBack)
        {
            row.Warning = $"The row is done, but the changed object could not be read back. {failure.Message}";
            End(row, RowOutcome.Done, null);
        }
        else if (row.WasInDoubt && !(failure.StatusCode is { } status && Judge.HoldsForEarlierAttempts(status)))
        {
            Unknown(row, failure, keepsId: row.Request!.IsRepeatable && failure.StatusCode is not null);
        }
        else if (!row.Request!.IsRepeatable && failure.StatusCode is { } code && Judge.LeavesOpen(code) && code != 503)
        {
            Unknown(row, failure, keepsId: true);
        }
        else
        {
            End(row, RowOutcome.Failed, failure);
        }
    }

    /// <summary>Nobody can say whether the row is done. An answer of the service to what may be repeated keeps its own id.</summary>
    private void Unknown(BulkRow row, GraphFailure failure, bool keepsId) =>
        End(row, RowOutcome.Unknown, keepsId || failure.ErrorId == GraphErrorId.OutcomeUnknown
            ? failure
            : Failures.InDoubt(row.Request!, UriOf(row), failure.Message, failure.ClientRequestId, failure));

    private Uri UriOf(BulkRow row) => (row.Current ?? row.Request!).UriUnder(_client.Root);
}
