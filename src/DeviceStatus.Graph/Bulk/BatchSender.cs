namespace DeviceStatus.Graph;

/// <summary>Sends some rows once, as a batch or alone, and gives each its outcome or its place in the retry queue.</summary>
internal sealed class BatchSender
{
    private readonly GraphClient _client;
    private readonly BulkOptions _options;
    private readonly RunStatistics _statistics;
    private readonly RetryQueue _retries;
    private readonly AsyncSignal _settled;
    private readonly Action<string> _stopRun;

    internal BatchSender(
        GraphClient client, BulkOptions options, RunStatistics statistics, RetryQueue retries, AsyncSignal settled, Action<string> stopRun)
    {
        _client = client;
        _options = options;
        _statistics = statistics;
        _retries = retries;
        _settled = settled;
        _stopRun = stopRun;
    }

    internal async Task SendAsync(List<BulkRow> rows, PacePermit permit, CancellationToken cancellationToken)
    {
        List<(BulkRow Row, RowOutcome Outcome, GraphFailure? Failure)> ended = new(rows.Count);
        try
        {
            if (await WriteIntentsAsync(rows, ended).ConfigureAwait(false))
            {
                await ExchangeAsync(rows, permit, ended, cancellationToken).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever goes wrong here, each row must still end; an exception that escaped would leave rows without an outcome.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (BulkRow row in rows.Where(row => !row.IsSettled && !row.GoesOn && !ended.Exists(end => ReferenceEquals(end.Row, row))))
            {
                Doubt(row, Failures.Lost(exception, row.Current!, UriOf(row), string.Empty), exception, ended);
            }
        }

        List<BulkRow> further = rows.FindAll(static row => row.GoesOn);
        foreach (BulkRow row in further)
        {
            row.GoesOn = false;
        }

        _retries.AddTogether(further);
        await EndAsync(ended).ConfigureAwait(false);
    }

    /// <summary>Ends rows that will not be sent, or not again.</summary>
    internal Task NotSentAsync(List<BulkRow> rows, string reason)
    {
        List<(BulkRow, RowOutcome, GraphFailure?)> ended = new(rows.Count);
        foreach (BulkRow row in rows)
        {
            if (row.IsReadingBack)
            {
                row.Warning = $"The row is done, but {reason} before the changed object was read back.";
                ended.Add((row, RowOutcome.Done, null));
            }
            else if (row.WasInDoubt && row.Attempts > 0)
            {
                ended.Add((row, RowOutcome.Unknown, Failures.InDoubt(row.Request!, UriOf(row), $"no answer came, and {reason} before it could be sent again.", null, row.LastFailure)));
            }
            else
            {
                string message = row.Attempts == 0
                    ? $"{Name(row)} was not sent: {reason}."
                    : $"{Name(row)} was turned away and not sent again: {reason}. {row.LastFailure?.Message}";
                ended.Add((row, RowOutcome.NotSent, new GraphFailure(GraphErrorId.NotSent, message)
                {
                    Advice = "Nothing was done; run the row again.",
                    Method = row.Request!.Method.Method,
                    Uri = UriOf(row),
                    StatusCode = row.LastFailure?.StatusCode,
                    Code = row.LastFailure?.Code,
                }));
            }
        }

        return EndAsync(ended);
    }

    private async Task<bool> WriteIntentsAsync(List<BulkRow> rows, List<(BulkRow Row, RowOutcome Outcome, GraphFailure? Failure)> ended)
    {
        if (_options.Journal is not { } journal || rows[0].Attempts > 0 || !rows[0].Current!.IsWrite)
        {
            return true;
        }

        try
        {
            await journal.WriteIntentsAsync(rows).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string reason = $"the journal could not be written ({exception.Message})";
            _stopRun(reason);
            foreach (BulkRow row in rows)
            {
                ended.Add((row, RowOutcome.NotSent, new GraphFailure(GraphErrorId.NotSent, $"{Name(row)} was not sent: {reason}.")
                {
                    Advice = "Nothing was done. Make room or choose another -JournalPath, then run the same command again.",
                    Method = row.Request!.Method.Method,
                    Uri = UriOf(row),
                    Cause = exception,
                }));
            }

            return false;
        }
    }

    private async Task ExchangeAsync(
        List<BulkRow> rows, PacePermit permit, List<(BulkRow Row, RowOutcome Outcome, GraphFailure? Failure)> ended, CancellationToken cancellationToken)
    {
        bool alone = rows.Count == 1;
        GraphRequest first = rows[0].Current!;
        Uri uri = alone ? first.UriUnder(_client.Root) : new Uri(_client.Root, first.Version.ToSegment() + "/$batch");
        HttpMethod method = alone ? first.Method : HttpMethod.Post;
        ReadOnlyMemory<byte>? body = !alone ? BatchEnvelope.Write(rows) : first.HasBody ? BatchEnvelope.WriteBody(first) : null;
        string clientRequestId = Guid.NewGuid().ToString();
        foreach (BulkRow row in rows)
        {
            row.Attempts++;
        }

        _statistics.Sent(rows.Count);
        GraphAnswer answer;
        try
        {
            answer = await _client.ExchangeWithChallengeAsync(method, uri, body, clientRequestId, _options.Log, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Failures.IsLostConnection(exception) || exception is OperationCanceledException)
        {
            foreach (BulkRow row in rows)
            {
                Doubt(row, Failures.Lost(exception, row.Current!, UriOf(row), clientRequestId), exception, ended);
            }

            return;
        }

        if (alone || !answer.IsSuccess)
        {
            GraphErrorBody? error = answer.IsSuccess ? null : GraphErrorParser.Parse(answer.JsonObject());
            Tell(permit, rows.Count, answer.Status == 429 ? rows.Count : 0, answer.RetryAfter, answer.Status == 429);
            foreach (BulkRow row in rows)
            {
                Decide(row, answer, error, clientRequestId, ended);
            }

            return;
        }

        GraphAnswer?[] answers = BatchEnvelope.Read(answer.Body, rows);
        string? longest = answers.Where(item => item?.Status == 429).Select(item => item!.RetryAfter).Append(answer.RetryAfter)
            .MaxBy(text => RetryAfter.Parse(text, _client.Clock.GetUtcNow()) ?? TimeSpan.Zero);

        // Once a quota is used up, whatever comes after is refused as well; a 429 among successes is about that one item.
        int throttled = answers.Count(item => item?.Status == 429);
        bool isExhausted = throttled > 0 && answers[^throttled..].All(item => item?.Status == 429);
        Tell(permit, rows.Count, throttled, longest, isExhausted);
        for (int i = 0; i < rows.Count; i++)
        {
            if (answers[i] is { } item)
            {
                Decide(rows[i], item, item.IsSuccess ? null : GraphErrorParser.Parse(item.JsonObject()), clientRequestId, ended);
            }
            else
            {
                GraphFailure unread = Failures.InDoubt(
                    rows[i].Current!, UriOf(rows[i]), $"the answer of the batch says nothing about it that can be read ({answer.ContentType ?? "no content type"}).", clientRequestId);
                Doubt(rows[i], unread, null, ended);
            }
        }
    }

    private void Tell(PacePermit permit, int count, int throttled, string? retryAfter, bool isExhausted)
    {
        permit.Answered(count - throttled, throttled, RetryAfter.Parse(retryAfter, _client.Clock.GetUtcNow()), isExhausted);
        if (throttled > 0)
        {
            _statistics.WasThrottled(throttled);
        }
    }

    private void Decide(
        BulkRow row, GraphAnswer answer, GraphErrorBody? error, string clientRequestId, List<(BulkRow Row, RowOutcome Outcome, GraphFailure? Failure)> ended)
    {
        GraphRequest request = row.Current!;
        Verdict verdict = Judge.Of(answer, error is not null);
        if (verdict == Verdict.Success)
        {
            Succeed(row, answer, ended);
            return;
        }

        // The first DELETE, whose answer was lost, did its work.
        if (answer.Status == 404 && row.WasInDoubt && request.Method == HttpMethod.Delete)
        {
            ended.Add((row, RowOutcome.Done, null));
            return;
        }

        GraphFailure failure = Failures.Of(answer, error, request, UriOf(row), _client.Clock.GetUtcNow(), clientRequestId);
        switch (verdict)
        {
            case Verdict.NotDone:
                Again(row, failure, ended);
                break;
            case Verdict.InDoubt:
                Doubt(row, failure, null, ended);
                break;
            default:
                Fail(row, failure, ended);
                break;
        }
    }

    private void Succeed(BulkRow row, GraphAnswer answer, List<(BulkRow Row, RowOutcome Outcome, GraphFailure? Failure)> ended)
    {
        GraphRequest request = row.Current!;
        if (row.Pages is { } pages)
        {
            TakePage(row, pages, answer, ended);
            return;
        }

        bool wanted = row.WantsEntity && request.Method != HttpMethod.Delete;
        if (wanted && answer.JsonObject() is { } body)
        {
            row.Entity = EntityReader.Read(body, request.Resource, request.ParentId);
        }
        else if (answer.Status == 200 && !answer.Body.IsEmpty && answer.JsonObject() is null)
        {
            // A 200 with a page of a proxy in it is not the service's word.
            Doubt(row, Failures.NotGraph(answer, request, UriOf(row)), null, ended);
            return;
        }
        else if (!row.Request!.IsWrite)
        {
            Fail(row, Failures.NotGraph(answer, request, UriOf(row)), ended);
            return;
        }
        else if (wanted && request.Method == HttpMethod.Patch && row.Request!.Id is { } id)
        {
            row.Current = RequestBuilder.Get(request.Resource, request.ParentId, id, null, request.Version);
            row.Attempts = 0;
            _retries.Add(row, TimeSpan.Zero);
            return;
        }
        else if (wanted)
        {
            row.Warning = "The service did it, but returned no object to show.";
        }

        ended.Add((row, RowOutcome.Done, null));
    }

    /// <summary>A page came: the list goes on behind it, or has ended.</summary>
    private void TakePage(BulkRow row, PageStream pages, GraphAnswer answer, List<(BulkRow Row, RowOutcome Outcome, GraphFailure? Failure)> ended)
    {
        try
        {
            if (!pages.Add(row, GraphPage.Read(answer, row.Current!, _client.Root, UriOf(row)), _client.Root))
            {
                ended.Add((row, RowOutcome.Done, null));
            }
        }
        catch (GraphRequestException exception)
        {
            Fail(row, exception.Failure, ended);
        }

        _settled.Set();
    }

    /// <summary>Sends a row again whose last answer proves that nothing was done.</summary>
    private void Again(BulkRow row, GraphFailure failure, List<(BulkRow Row, RowOutcome Outcome, GraphFailure? Failure)> ended)
    {
        row.LastFailure = failure;
        if (_client.Retry.NextDelay(row.Attempts, row.Waited, failure.RetryAfter) is { } delay)
        {
            row.Waited += delay;
            _statistics.Retried();
            _retries.Add(row, delay);
            return;
        }

        Fail(row, failure, ended);
    }

    /// <summary>No answer, or none that tells: what is repeatable goes again, a POST does not.</summary>
    private void Doubt(BulkRow row, GraphFailure failure, Exception? exception, List<(BulkRow Row, RowOutcome Outcome, GraphFailure? Failure)> ended)
    {
        bool nothingLeft = exception is not null && Judge.NothingLeft(exception);
        if (!nothingLeft && row.Request!.IsWrite)
        {
            row.WasInDoubt = true;
        }

        if ((nothingLeft || row.Current!.IsRepeatable) && exception is not OperationCanceledException and not SignInException and not EndpointRefusedException
            && _client.Retry.NextDelay(row.Attempts, row.Waited, failure.RetryAfter, nothingLeft) is { } delay)
        {
            row.LastFailure = failure;
            row.Waited += delay;
            _statistics.Retried();
            _retries.Add(row, delay);
            return;
        }

        if (row.IsReadingBack || !row.Request!.IsWrite || (nothingLeft && !row.WasInDoubt))
        {
            Fail(row, failure, ended);
            return;
        }

        GraphFailure unknown = failure.ErrorId == GraphErrorId.OutcomeUnknown
            ? failure
            : Failures.InDoubt(row.Request!, UriOf(row), failure.Message, failure.ClientRequestId, failure);
        ended.Add((row, RowOutcome.Unknown, unknown));
    }

    private static void Fail(BulkRow row, GraphFailure failure, List<(BulkRow Row, RowOutcome Outcome, GraphFailure? Failure)> ended)
    {
        if (!row.IsReadingBack)
        {
            ended.Add((row, RowOutcome.Failed, failure));
            return;
        }

        row.Warning = $"The row is done, but the changed object could not be read back. {failure.Message}";
        ended.Add((row, RowOutcome.Done, null));
    }

    private async Task EndAsync(List<(BulkRow Row, RowOutcome Outcome, GraphFailure? Failure)> ended)
    {
        if (ended.Count == 0)
        {
            return;
        }

        if (_options.Journal is { } journal)
        {
            try
            {
                await journal.WriteOutcomesAsync(ended).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The outcome is known and is told; only the next run will not know it.
                _stopRun($"the journal could not be written ({exception.Message})");
                ended[0].Row.Warning = $"The journal does not hold this outcome and those after it: {exception.Message}";
            }
        }

        foreach ((BulkRow row, RowOutcome outcome, GraphFailure? failure) in ended)
        {
            row.Settle(outcome, failure);
            _statistics.RowEnded(outcome);
        }

        _settled.Set();
    }

    private static string Name(BulkRow row) => $"{row.Request!.Method} {row.Request.Path}";

    private Uri UriOf(BulkRow row) => (row.Current ?? row.Request!).UriUnder(_client.Root);
}
