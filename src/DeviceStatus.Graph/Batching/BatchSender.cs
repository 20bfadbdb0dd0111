using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Batching;

/// <summary>Sends rows once, as a batch or alone. Each row then has an outcome or is in the retry queue.</summary>
internal sealed class BatchSender(ExecutorContext run)
{
    private readonly GraphClient _client = run.Client;
    private readonly BatchOptions _options = run.Options;
    private int _journalFailed;

    /// <summary>Sends rows. Never throws; every row then has ended or is queued.</summary>
    internal async Task SendAsync(List<RowState> rows, PacePermit permit, CancellationToken cancellationToken)
    {
        RowOutcomeResolver resolver = new(run, rows.Count);
        string clientRequestId = Guid.NewGuid().ToString();
        RequestBody body = RequestBody.Empty();
        try
        {
            if (await WriteIntentsAsync(rows, resolver).ConfigureAwait(false))
            {
                body = BodyOf(rows);
                await ExchangeAsync(rows, body, permit, resolver, clientRequestId, cancellationToken).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // After any exception each row must still get an outcome.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            OnException(rows, body, exception, resolver, clientRequestId);
        }

        RequestNextPages(rows);
        await CompleteRowsAsync(resolver.Decisions.Results).ConfigureAwait(false);
    }

    /// <summary>Ends rows that will not be sent, or not again.</summary>
    internal Task NotSentAsync(List<RowState> rows, string reason)
    {
        RowDecisions decisions = new(run, rows.Count);
        foreach (RowState row in rows)
        {
            decisions.CompleteNotSent(row, reason);
        }

        return CompleteRowsAsync(decisions.Results);
    }

    /// <summary>Ends the lists whose collection is known to be gone, and takes them out of those to send.</summary>
    /// <param name="batch">The rows to send.</param>
    /// <param name="sent">How many of them were sent already.</param>
    internal Task EndGoneAsync(List<RowState> batch, int sent)
    {
        RowDecisions decisions = new(run, batch.Count);
        for (int i = batch.Count - 1; i >= sent; i--)
        {
            if (run.GoneCollections.FailureOf(batch[i]) is { } failure)
            {
                decisions.Complete(batch[i], RowOutcome.Failed, failure);
                batch.RemoveAt(i);
            }
        }

        return CompleteRowsAsync(decisions.Results);
    }

    /// <summary>Reads one object of the row's collection to check whether the service responds.</summary>
    internal async Task ProbeAsync(RowState row, CancellationToken cancellationToken)
    {
        ResourceDescriptor resource = row.Request.Resource;
        GraphRequest probe = resource.IsSingleton
            ? RequestBuilder.Get(resource, row.Request.ParentId, null, null, row.Request.Version)
            : RequestBuilder.List(resource, row.Request.ParentId, null, ["id"], 1, row.Request.Version);
        try
        {
            run.Statistics.AddRequest(1);
            using GraphResponse response = await _client.SendAsync(
                probe.Method,
                probe.UriUnder(_client.Root),
                RequestBody.Empty(),
                Guid.NewGuid().ToString(),
                run.Log,
                cancellationToken).ConfigureAwait(false);
            if (!ResponseClassifier.IsOutage(response.Status))
            {
                run.Guard.OnResponse();
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The service is still unavailable. After a stop the caller ends with its next wait.
        }
    }

    /// <summary>The next pages of lists are requested together.</summary>
    private void RequestNextPages(List<RowState> rows)
    {
        run.Retries.AddTogether(rows.FindAll(static row => row.TakeNextPage()));
        if (rows.Exists(static row => row.Pages is not null))
        {
            run.RowsCompleted.Set();
        }
    }

    private static RequestBody BodyOf(List<RowState> rows) =>
        rows.Count > 1 ? new RequestBody(BatchEnvelope.Write(rows))
        : rows[0].Current.HasBody ? new RequestBody(rows[0].Current.BodyBytes())
        : RequestBody.Empty();

    private async Task<bool> WriteIntentsAsync(List<RowState> rows, RowOutcomeResolver resolver)
    {
        if (_options.Journal is not { } journal
            || rows.FindAll(static row => row is { HasIntent: false, Step: RowStep.Send, IsRead: false }) is not { Count: > 0 } first)
        {
            return true;
        }

        try
        {
            await journal.WriteIntentsAsync(first.Select(row => row.ToJournalIntent(_options.JournalScope))).ConfigureAwait(false);
            first.ForEach(static row => row.HasIntent = true);
            return true;
        }
        catch (IOException exception)
        {
            string reason = OnJournalFailed(exception);
            run.Stop(reason);
            rows.ForEach(row => resolver.Decisions.CompleteNotSent(row, reason));
            return false;
        }
    }

    private void OnException(
        List<RowState> rows,
        RequestBody body,
        Exception exception,
        RowOutcomeResolver resolver,
        string clientRequestId)
    {
        bool neverSent = ResponseClassifier.NeverSent(exception, body);
        foreach (RowState row in rows.Where(row => !row.HasNextPage && !resolver.Decisions.IsDecided(row)))
        {
            resolver.OnConnectionLost(row, exception, clientRequestId, neverSent);
        }

        if (exception is SignInException)
        {
            run.Stop("the sign-in failed");
        }
        else if (exception is ConnectionClosedException)
        {
            run.Stop(ConnectionClosedException.Reason);
        }
        else if (ResponseClassifier.IsPermanent(exception))
        {
            run.Stop($"the connection cannot be made: {GraphFailureFactory.ReasonOf(exception)}");
        }
        else if (exception is not OperationCanceledException)
        {
            run.Guard.OnOutage(rows.Count);
        }
    }

    private async Task ExchangeAsync(
        List<RowState> rows,
        RequestBody body,
        PacePermit permit,
        RowOutcomeResolver resolver,
        string clientRequestId,
        CancellationToken cancellationToken)
    {
        bool alone = rows.Count == 1;
        GraphRequest first = rows[0].Current;
        Uri uri = alone ? first.UriUnder(_client.Root) : _client.BatchUri(first.Version);
        rows.ForEach(static row => row.OnSending());
        run.Creations?.OnSending(rows);
        run.Statistics.AddRequest(rows.Count);
        GraphResponse received;
        run.Statistics.AddInFlight(rows.Count);
        try
        {
            received = await _client.SendAsync(
                alone ? first.Method : HttpMethod.Post,
                uri,
                body,
                clientRequestId,
                run.Log,
                cancellationToken,
                new ResponseOwner(run.Statistics, rows.Min(static row => row.Number))).ConfigureAwait(false);
        }
        finally
        {
            run.Statistics.AddInFlight(-rows.Count);
        }

        using GraphResponse response = received;
        bool isUnpacked = !alone && response.IsSuccess;
        if (!isUnpacked)
        {
            ReportToGuard(rows.Count, ResponseClassifier.IsOutage(response.Status));
        }

        if (alone)
        {
            if (response.IsSuccess)
            {
                response.EnsureComplete();
            }

            ReportToPacer(permit, [.. Enumerable.Repeat<int?>(response.Status, rows.Count)], response.ParseRetryAfter(_client.Clock));
            GraphErrorBody? error = response.IsSuccess ? null : GraphErrorParser.Parse(response.GetJsonObject());
            resolver.OnResponse(rows[0], response, error, clientRequestId);
            StopIfUnauthorized(response, error);
        }
        else if (isUnpacked)
        {
            Unpack(rows, response, permit, resolver, clientRequestId);
        }
        else
        {
            OnBatchRefused(rows, body, response, permit, resolver, clientRequestId);
        }
    }

    /// <summary>The batch as a whole was not processed. That does not show anything about its rows.</summary>
    private void OnBatchRefused(
        List<RowState> rows,
        RequestBody body,
        GraphResponse response,
        PacePermit permit,
        RowOutcomeResolver resolver,
        string clientRequestId)
    {
        ReportToPacer(permit, [.. Enumerable.Repeat<int?>(response.Status, rows.Count)], response.ParseRetryAfter(_client.Clock));
        if (response.Status == 413)
        {
            run.MaxBatchBytes = Math.Min(run.MaxBatchBytes, body.Utf8.Length / 2);
            Regroup(rows, BatchEnvelope.Split(rows, run.MaxBatchBytes));
        }
        else if (response.Status is >= 400 and < 500 and not (401 or 403 or 407 or 408 or 429))
        {
            // One row can make a batch fail. The other rows succeed when they are sent alone.
            Regroup(rows, rows.Select(static row => new List<RowState> { row }));
        }
        else
        {
            GraphErrorBody? error = GraphErrorParser.Parse(response.GetJsonObject());
            rows.ForEach(row => resolver.OnBatchResponse(row, response, error, clientRequestId));
            StopIfUnauthorized(response, error);
        }
    }

    private void Regroup(List<RowState> rows, IEnumerable<List<RowState>> groups)
    {
        rows.ForEach(static row => row.OnBatchRefused());
        foreach (List<RowState> group in groups)
        {
            run.Groups.Enqueue(group);
        }
    }

    /// <summary>A refused token is refused for every other row as well.</summary>
    private void StopIfUnauthorized(GraphResponse response, GraphErrorBody? error)
    {
        if (response.Status == 401)
        {
            run.Stop($"the service refused the token ({error?.Message ?? "401"})");
        }
    }

    /// <summary>Assigns the results of a batch to its rows.</summary>
    private void Unpack(List<RowState> rows, GraphResponse response, PacePermit permit, RowOutcomeResolver resolver, string clientRequestId)
    {
        GraphResponse?[] items = BatchEnvelope.Read(response, rows, ReadsCreated);
        ReportToGuard(rows.Count, Array.TrueForAll(items, static item => item is not null && ResponseClassifier.IsOutage(item.Status)));
        int throttled = items.Count(static item => item?.Status == 429);

        // The documentation advises one wait for all throttled items: the longest.
        TimeSpan? longest = throttled == 0 ? null : items.Where(static item => item?.Status == 429).Append(response)
            .Max(item => item!.ParseRetryAfter(_client.Clock));
        resolver.Decisions.MinimumDelay = longest ?? TimeSpan.Zero;

        ReportToPacer(permit, [.. items.Select(static item => item?.Status)], longest);
        for (int i = 0; i < rows.Count; i++)
        {
            if (items[i] is { } item)
            {
                resolver.OnResponse(rows[i], item, item.IsSuccess ? null : GraphErrorParser.Parse(item.GetJsonObject()), clientRequestId);
            }
            else if (response.BodyError is { } cut)
            {
                resolver.OnConnectionLost(rows[i], cut, clientRequestId, neverSent: false);
            }
            else
            {
                resolver.OnUnreadable(rows[i], response, clientRequestId);
            }
        }
    }

    /// <summary>
    /// Whether the object that a POST created is read although the caller does not want it, because its id shows whether the service uses
    /// the id of the request.
    /// </summary>
    private bool ReadsCreated(RowState row) => run.Creations is not null || (run.KeepsIds is null && row.Request.Id is not null);

    private void ReportToGuard(int rows, bool isOutage)
    {
        if (isOutage)
        {
            run.Guard.OnOutage(rows);
        }
        else
        {
            run.Guard.OnResponse();
        }
    }

    private void ReportToPacer(PacePermit permit, IReadOnlyList<int?> statuses, TimeSpan? retryAfter)
    {
        PaceReport report = PaceReport.Batch(statuses, retryAfter);
        permit.ReportResponse(report);
        run.Statistics.AddThrottled(report.Refused);
        if (report.Refused == statuses.Count && retryAfter > run.Retry.MaxTotalDelay)
        {
            run.Stop($"the service asks for a wait of {retryAfter}, longer than a row may wait in all ({run.Retry.MaxTotalDelay})");
        }
    }

    /// <summary>Replaces the reads of whole collections among what has ended by the rows that waited for them.</summary>
    private void CompleteScans(List<(RowState Row, RowResult Result)> ended)
    {
        if (ended.FindAll(static end => end.Row.Scan is not null) is not { Count: > 0 } scans)
        {
            return;
        }

        ended.RemoveAll(static end => end.Row.Scan is not null);
        foreach ((RowState reader, RowResult result) in scans)
        {
            CollectionScan scan = reader.Scan!;
            scan.Close();
            List<ScannedRow> rows = scan.Rows;
            RowDecisions decisions = new(run, rows.Count);
            LookUpResolver lookUps = new(run, decisions);
            foreach (ScannedRow row in rows)
            {
                if (result.Failure is null)
                {
                    lookUps.OnScanned(scan, row);
                }
                else if (scan.NotSentReason is { } reason)
                {
                    decisions.CompleteNotSent(row.State, reason);
                }
                else
                {
                    lookUps.OnScanFailed(row.State, result.Failure);
                }
            }

            run.CreationLookUp.OnCompleted(scan);
            ended.AddRange(decisions.Results);
        }
    }

    private async Task CompleteRowsAsync(List<(RowState Row, RowResult Result)> ended)
    {
        CompleteScans(ended);
        if (ended.Count == 0)
        {
            return;
        }

        if (_options.Journal is { } journal && _journalFailed == 0)
        {
            try
            {
                await journal.WriteOutcomesAsync(ended.Select(static end => end.Row.ToJournalOutcome(end.Result))).ConfigureAwait(false);
            }
            catch (IOException exception)
            {
                // The outcome is known and is reported. Only the next run does not know it.
                string reason = OnJournalFailed(exception);
                run.Stop(reason);
                ended[0] =
                    (ended[0].Row, ended[0].Result with { Warning = $"From this row on, the journal records no outcomes: {reason}." });
            }
        }

        if (run.Guard.OnCompleted(ended.Select(static end => end.Result)) is { } stopReason)
        {
            run.Statistics.IsStoppedByErrors = true;
            run.Stop(stopReason);
        }

        List<RowState> released = [];
        foreach ((RowState row, RowResult result) in ended)
        {
            run.Creations?.OnCompleted(row, result.Outcome);
            run.GoneCollections.OnCompleted(row, result);
            row.Complete(result);
            run.Statistics.RowCompleted(result.Outcome);
            if (run.Objects.Leave(row) is { } next)
            {
                released.Add(next);
            }
        }

        run.Retries.AddTogether(released);
        run.RowsCompleted.Set();
    }

    private string OnJournalFailed(IOException exception)
    {
        Interlocked.Exchange(ref _journalFailed, 1);
        return $"the journal could not be written ({exception.Message})";
    }
}
