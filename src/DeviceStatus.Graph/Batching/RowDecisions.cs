using System.Globalization;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Batching;

/// <summary>Records how each row of one request ends, or queues the row for its next request. Each row is decided once.</summary>
internal sealed class RowDecisions
{
    private readonly ExecutorContext _run;
    private readonly GraphClient _client;
    private readonly double _jitter;
    private List<RowState>? _queued;

    internal RowDecisions(ExecutorContext run, int rows)
    {
        _run = run;
        _client = run.Client;
        Results = new List<(RowState, RowResult)>(rows);

        // One value for all rows of the request, so that rows that failed together are sent again together.
#pragma warning disable CA5394 // Spreads waits; needs no secrecy.
        _jitter = Random.Shared.NextDouble();
#pragma warning restore CA5394
    }

    /// <summary>The rows that have ended so far.</summary>
    internal List<(RowState Row, RowResult Result)> Results { get; }

    /// <summary>The shortest wait before a throttled row is sent again.</summary>
    internal TimeSpan MinimumDelay { get; set; }

    /// <summary>Whether the row has ended or is queued.</summary>
    internal bool IsDecided(RowState row) =>
        Results.Exists(end => ReferenceEquals(end.Row, row)) || (_queued?.Exists(other => ReferenceEquals(other, row)) ?? false);

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
            string why = $"{row.Doubt} It was not sent again: {reason}.";
            Complete(row, RowOutcome.Unknown, GraphFailureFactory.OutcomeUnknown(row.Request, UriOf(row), why, null, last));
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

    /// <summary>Queues a write in doubt to be sent again without a wait, unless its budget is used up.</summary>
    internal void SendAgain(RowState row)
    {
        if (row.IsLastLookUp)
        {
            CompleteUnknown(row, row.LastFailure!);
            return;
        }

        row.SetSend();
        Schedule(row, TimeSpan.Zero);
    }

    /// <summary>Queues a row for another attempt of the same request, unless its budget is used up.</summary>
    internal bool TryScheduleRetry(RowState row, GraphFailure failure)
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
    internal void ScheduleLookUp(RowState row, GraphFailure failure)
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

    /// <summary>Queues a POST in doubt that names no id for a read of its collection.</summary>
    internal void ScheduleScan(RowState row, TimeSpan delay)
    {
        (_queued ??= []).Add(row);
        _run.CreationLookUp.Add(row, delay);
    }

    /// <summary>The wait before the next request of a row; null when its budget is used up.</summary>
    internal TimeSpan? NextDelay(RowState row, GraphFailure failure)
    {
        TimeSpan? requested = failure.RetryAfter;
        if (failure.StatusCode == 429 && MinimumDelay > (requested ?? TimeSpan.Zero))
        {
            requested = MinimumDelay;
        }

        int attempts = row.Step switch
        {
            RowStep.Send => row.Attempts,
            RowStep.ReadBack => row.ReadAttempts,
            _ => Math.Max(row.Attempts, row.ReadAttempts),
        };
        if (row.IsRead && _run.Retry.IsReadExhausted(failure.StatusCode, attempts))
        {
            return null;
        }

        return _run.Retry.NextDelay(
            attempts,
            row.Waited,
            requested,
            _jitter,
            _client.HasResponded ? _run.Retry.MaxTotalDelay : _run.Retry.MaxUnreachedDelay);
    }

    /// <summary>Queues a row for its next request.</summary>
    internal void Schedule(RowState row, TimeSpan delay)
    {
        (_queued ??= []).Add(row);
        _run.Retries.Add(row, delay);
    }

    /// <summary>Ends a row whose last request the service refused.</summary>
    internal void CompleteRefused(RowState row, GraphFailure failure, bool decidesEarlierAttempts)
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

    /// <summary>Ends a row whose outcome is not known.</summary>
    internal void CompleteUnknown(RowState row, GraphFailure failure) =>
        Complete(row, RowOutcome.Unknown, failure.ErrorId == GraphErrorId.OutcomeUnknown && failure.Method == row.Request.Method.Method
            ? failure
            : GraphFailureFactory.OutcomeUnknown(row.Request, UriOf(row), failure.Reason, failure.ClientRequestId, failure));

    /// <summary>Ends a row.</summary>
    internal void Complete(RowState row, RowOutcome outcome, GraphFailure? failure) =>
        Results.Add((row, new RowResult(row.Item, outcome, failure) { Entity = row.Entity, Warning = row.Warning }));

    /// <summary>The failure that a response to the row's current request describes.</summary>
    internal GraphFailure FailureOf(RowState row, GraphResponse response, GraphErrorBody? error, string clientRequestId) =>
        GraphFailureFactory.FromResponse(response, error, row.Current, UriOf(row), _client.Clock.GetUtcNow(), clientRequestId);

    /// <summary>The address of the row's current request; that of the write during a look-up.</summary>
    internal Uri UriOf(RowState row) => (row.Step is RowStep.LookUp or RowStep.Scan ? row.Request : row.Current).UriUnder(_client.Root);

    private void Trace(GraphFailure failure, string next, TimeSpan delay)
    {
        if (_queued is null)
        {
            _run.Log?.Verbose?.Invoke($"{failure.Message} {next} in {delay.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s.");
        }
    }
}
