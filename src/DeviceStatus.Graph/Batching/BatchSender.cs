using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Batching;

/// <summary>Sends some rows once, as a batch or alone, and gives each its outcome or its place in the retry queue.</summary>
internal sealed class BatchSender
{
    private readonly GraphClient _client;
    private readonly BatchOptions _options;
    private readonly RunStatistics _statistics;
    private readonly RetryQueue _retries;
    private readonly AsyncSignal _rowsCompleted;
    private readonly Action<string> _stopRun;
    private int _journalFailed;

    internal BatchSender(
        GraphClient client, BatchOptions options, RunStatistics statistics, RetryQueue retries, AsyncSignal settled, Action<string> stopRun)
    {
        _client = client;
        _options = options;
        _statistics = statistics;
        _retries = retries;
        _rowsCompleted = settled;
        _stopRun = stopRun;
    }

    /// <summary>Sends rows; never throws, and leaves no row without an end or a place in the queue.</summary>
    internal async Task SendAsync(List<WorkItem> rows, PacePermit permit, CancellationToken cancellationToken)
    {
        RowOutcomeResolver fates = CreateResolver(rows);
        string clientRequestId = Guid.NewGuid().ToString();
        RequestBody body = RequestBody.Empty();
        try
        {
            if (await WriteIntentsAsync(rows, fates).ConfigureAwait(false))
            {
                body = BodyOf(rows);
                await ExchangeAsync(rows, body, permit, fates, clientRequestId, cancellationToken).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever goes wrong here, each row must still end; an exception that escaped would leave rows without an outcome.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            bool nothingLeft = ResponseClassifier.NeverSent(exception, body);
            foreach (WorkItem row in rows.Where(row => !row.HasNextPage && !fates.IsDecided(row)))
            {
                fates.OnConnectionLost(row, exception, clientRequestId, nothingLeft);
            }

            if (exception is SignInException)
            {
                _stopRun("the sign-in failed");
            }
        }

        RequestNextPages(rows);
        await CompleteRowsAsync(fates.Results).ConfigureAwait(false);
    }

    /// <summary>Ends rows that will not be sent, or not again.</summary>
    internal Task NotSentAsync(List<WorkItem> rows, string reason)
    {
        RowOutcomeResolver fates = CreateResolver(rows);
        foreach (WorkItem row in rows)
        {
            fates.CompleteNotSent(row, reason);
        }

        return CompleteRowsAsync(fates.Results);
    }

    /// <summary>Lists whose next page is wanted ask for it together.</summary>
    private void RequestNextPages(List<WorkItem> rows)
    {
        List<WorkItem> further = rows.FindAll(static row => row.HasNextPage);
        further.ForEach(static row => row.HasNextPage = false);
        _retries.AddTogether(further);
        if (rows.Exists(static row => row.Pages is not null))
        {
            _rowsCompleted.Set();
        }
    }

    private static RequestBody BodyOf(List<WorkItem> rows) =>
        rows.Count > 1 ? new RequestBody(BatchEnvelope.Write(rows))
        : rows[0].Current!.HasBody ? new RequestBody(rows[0].Current!.BodyBytes())
        : RequestBody.Empty();

    private RowOutcomeResolver CreateResolver(List<WorkItem> rows) => new(_client, _options, _retries, _statistics, rows.Count);

    private async Task<bool> WriteIntentsAsync(List<WorkItem> rows, RowOutcomeResolver fates)
    {
        if (_options.Journal is not { } journal || rows[0].Attempts > 0 || !rows[0].Current!.IsWrite)
        {
            return true;
        }

        try
        {
            await journal.WriteIntentsAsync(rows.Select(static row => row.ToJournalIntent())).ConfigureAwait(false);
            return true;
        }
        catch (IOException exception)
        {
            string reason = OnJournalFailed(exception);
            _stopRun(reason);
            rows.ForEach(row => fates.CompleteNotSent(row, reason));
            return false;
        }
    }

    private async Task ExchangeAsync(
        List<WorkItem> rows, RequestBody body, PacePermit permit, RowOutcomeResolver fates, string clientRequestId, CancellationToken cancellationToken)
    {
        bool alone = rows.Count == 1;
        GraphRequest first = rows[0].Current!;
        Uri uri = alone ? first.UriUnder(_client.Root) : new Uri(_client.Root, first.Version.ToSegment() + "/$batch");
        rows.ForEach(row => row.Attempts++);
        _statistics.AddRequest(rows.Count);
        GraphResponse answer = await _client.SendAsync(
            alone ? first.Method : HttpMethod.Post, uri, body, clientRequestId, _options.Log, cancellationToken).ConfigureAwait(false);
        if (alone || !answer.IsSuccess)
        {
            if (alone && answer.IsSuccess)
            {
                answer = answer.EnsureComplete();
            }

            GraphErrorBody? error = answer.IsSuccess ? null : GraphErrorParser.Parse(answer.GetJsonObject());
            ReportToPacer(permit, Enumerable.Repeat<int?>(answer.Status, rows.Count).ToList(), answer.RetryAfter);
            rows.ForEach(row => fates.OnResponse(row, answer, error, clientRequestId));
            return;
        }

        Unpack(rows, answer, permit, fates, clientRequestId);
    }

    /// <summary>Hands each row its part of the answer of a batch.</summary>
    private void Unpack(List<WorkItem> rows, GraphResponse answer, PacePermit permit, RowOutcomeResolver fates, string clientRequestId)
    {
        GraphResponse?[] answers = BatchEnvelope.Read(answer.Body, rows);
        string? longest = answers.Where(item => item?.Status == 429).Select(item => item!.RetryAfter).Append(answer.RetryAfter)
            .MaxBy(text => RetryAfter.Parse(text, _client.Clock.GetUtcNow()) ?? TimeSpan.Zero);
        ReportToPacer(permit, answers.Select(item => item?.Status).ToList(), longest);
        for (int i = 0; i < rows.Count; i++)
        {
            if (answers[i] is { } item)
            {
                fates.OnResponse(rows[i], item, item.IsSuccess ? null : GraphErrorParser.Parse(item.GetJsonObject()), clientRequestId);
            }
            else if (answer.BodyError is { } cut)
            {
                fates.OnConnectionLost(rows[i], cut, clientRequestId, nothingLeft: false);
            }
            else
            {
                string why = $"the answer of the batch says nothing about it that can be read ({answer.ContentType ?? "no content type"}).";
                fates.OnInconclusive(rows[i], GraphFailureFactory.OutcomeUnknown(rows[i].Current!, rows[i].Current!.UriUnder(_client.Root), why, clientRequestId));
            }
        }
    }

    private void ReportToPacer(PacePermit permit, List<int?> statuses, string? retryAfter)
    {
        TimeSpan? asked = RetryAfter.Parse(retryAfter, _client.Clock.GetUtcNow());
        PaceReport report = PaceReport.Batch(statuses, asked);
        permit.ReportResponse(report);
        if (report.Refused == 0)
        {
            return;
        }

        _statistics.AddThrottled(report.Refused);
        if (report.Refused == statuses.Count && asked > _client.Retry.MaxTotalDelay)
        {
            _stopRun($"the service asks for a wait of {asked}, longer than a row may wait in all ({_client.Retry.MaxTotalDelay})");
        }
    }

    private async Task CompleteRowsAsync(List<RowResult> ended)
    {
        if (ended.Count == 0)
        {
            return;
        }

        if (_options.Journal is { } journal && _journalFailed == 0)
        {
            try
            {
                await journal.WriteOutcomesAsync(ended.Select(static result => result.ToJournalOutcome())).ConfigureAwait(false);
            }
            catch (IOException exception)
            {
                // The outcome is known and is told; only the next run will not know it.
                string reason = OnJournalFailed(exception);
                _stopRun(reason);
                ended[0].Row.Warning = $"From here on the journal holds no outcomes: {reason}.";
            }
        }

        foreach ((WorkItem row, RowOutcome outcome, GraphFailure? failure) in ended)
        {
            row.Complete(outcome, failure);
            _statistics.RowCompleted(outcome);
        }

        _rowsCompleted.Set();
    }

    private string OnJournalFailed(IOException exception)
    {
        Interlocked.Exchange(ref _journalFailed, 1);
        return $"the journal could not be written ({exception.Message})";
    }
}
