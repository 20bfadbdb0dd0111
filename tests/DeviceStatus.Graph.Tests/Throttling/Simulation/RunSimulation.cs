using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;
using DeviceStatus.TestServer.Limits;

namespace DeviceStatus.Graph.Tests.Throttling.Simulation;

/// <summary>
/// A run in virtual time: the engine's own pacer, retry queue and retry policy, with the dispatcher's loop and the service played by
/// events. Thousands of rows take milliseconds, and the same seed gives the same run.
/// </summary>
internal sealed class RunSimulation
{
    /// <summary>Refusals within this time after the start are the price of the first burst.</summary>
    private const double StartSeconds = 2;

    private static readonly GraphRequest Request = RequestBuilder.Build(
        new StatusChange(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Delete, null, "id"));

    private readonly VirtualClock _clock = new();
    private readonly PriorityQueue<Action, (long At, int Order)> _events = new();
    private readonly RetryPolicy _policy = new() { MaxAttempts = 1000, MaxTotalDelay = TimeSpan.FromDays(1) };
    private readonly Random _random;
    private readonly Pacer _pacer;
    private readonly RetryQueue _retries;
    private readonly IRequestLimiter _service;
    private readonly Latency _latency;
    private readonly List<double> _accepted = [];
    private readonly int _batchSize;
    private readonly int _places;
    private readonly RetryAfterForm _form;
    private int _order;
    private int _rowsLeft;
    private int _inFlight;
    private int _open;
    private int _throttled;
    private int _throttledLater;
    private int _sent;
    private int _failed;
    private List<RowState>? _inHand;
    private long _wakeAt = long.MaxValue;

    private RunSimulation(
        int rows, int limit, IRequestLimiter service, Latency latency, int seed, int batchSize, int places, RetryAfterForm form)
    {
        _random = new Random(seed);
        _pacer = new Pacer(limit, _clock);
        _retries = new RetryQueue(_clock);
        _service = service;
        _latency = latency;
        _batchSize = batchSize;
        _places = places;
        _form = form;
        _rowsLeft = rows;
        _open = rows;
    }

    private double Now => _clock.Elapsed.TotalSeconds;

    /// <summary>Runs.</summary>
    /// <param name="rows">Rows to write.</param>
    /// <param name="service">What counts them.</param>
    /// <param name="latency">How long requests take.</param>
    /// <param name="others">The moments at which another client takes one place each, ascending; endless or not.</param>
    /// <param name="limit">The configured limit.</param>
    /// <param name="seed">The seed of the latencies.</param>
    /// <param name="batchSize">Rows in a batch.</param>
    /// <param name="places">Batches in flight.</param>
    /// <param name="form">How the service writes the wait that it asks for.</param>
    internal static SimulationResult Run(
        int rows,
        IRequestLimiter service,
        Latency latency,
        IEnumerable<double>? others = null,
        int limit = 100,
        int seed = 1,
        int batchSize = 20,
        int places = 8,
        RetryAfterForm form = RetryAfterForm.WholeSeconds)
    {
        RunSimulation run = new(rows, limit, service, latency, seed, batchSize, places, form);
        using IEnumerator<double> other = (others ?? []).GetEnumerator();
        run.NextOther(other);
        run.At(0, run.Pump);
        while (run._open > 0)
        {
            if (!run._events.TryDequeue(out Action? action, out (long At, int Order) when))
            {
                throw new InvalidOperationException($"The run stands still with {run._open} rows open at {run.Now:0.0} s.");
            }

            if (run.Now > 1e6)
            {
                throw new InvalidOperationException("The run never ends.");
            }

            run._clock.Advance(TimeSpan.FromTicks(when.At) - run._clock.Elapsed);
            action();
        }

        return new SimulationResult(run.Now, run._throttled, run._throttledLater, run._sent, run._failed, run._accepted);
    }

    private void NextOther(IEnumerator<double> other)
    {
        if (other.MoveNext())
        {
            At(other.Current, () =>
            {
                _service.Take(Now);
                NextOther(other);
            });
        }
    }

    private void At(double seconds, Action action) =>
        _events.Enqueue(action, ((long)Math.Ceiling(seconds * TimeSpan.TicksPerSecond), ++_order));

    private void PumpAt(TimeSpan wait)
    {
        long at = (_clock.Elapsed + wait).Ticks;
        if (at < _wakeAt)
        {
            _wakeAt = at;
            _events.Enqueue(
                () =>
                {
                    if (_wakeAt == at)
                    {
                        _wakeAt = long.MaxValue;
                    }

                    Pump();
                },
                (at, ++_order));
        }
    }

    /// <summary>The dispatcher's loop: due retries first, then new rows, each when a place and quota are free.</summary>
    private void Pump()
    {
        while (_inFlight < _places)
        {
            if (_inHand is null)
            {
                _inHand = _retries.TakeDue(_batchSize, out TimeSpan? untilNext);
                if (_inHand is null && _rowsLeft > 0)
                {
                    int count = Math.Min(_rowsLeft, _batchSize);
                    _inHand = Enumerable.Range(0, count).Select(_ => Row()).ToList();
                    _rowsLeft -= count;
                }

                if (_inHand is null)
                {
                    if (untilNext is { } next)
                    {
                        PumpAt(next);
                    }

                    return;
                }
            }

            if (!_pacer.TryAcquire(PaceKind.Write, _inHand.Count, out PacePermit? permit, out TimeSpan wait))
            {
                PumpAt(wait);
                return;
            }

            Send(_inHand.GetRange(0, permit.Count), permit);
            _inHand = permit.Count == _inHand.Count ? null : _inHand.GetRange(permit.Count, _inHand.Count - permit.Count);
        }
    }

    private void Send(List<RowState> rows, PacePermit permit)
    {
        _inFlight++;
        _sent += rows.Count;
        (double before, double total) = _latency(_random);
        double sent = Now;
        double?[] answers = new double?[rows.Count];
        At(sent + before, () =>
        {
            for (int i = 0; i < rows.Count; i++)
            {
                answers[i] = _service.Take(Now);
                if (answers[i] is null)
                {
                    _accepted.Add(Now);
                }
            }
        });
        At(sent + total, () => Answered(rows, answers, permit));
    }

    private void Answered(List<RowState> rows, double?[] answers, PacePermit permit)
    {
        int throttled = answers.Count(asked => asked is not null);
        _throttled += throttled;
        if (Now > StartSeconds)
        {
            _throttledLater += throttled;
        }

        TimeSpan?[] waits = [.. answers.Select(
            asked => asked is { } seconds ? RetryAfter.Parse(RetryAfterText.Of(seconds, _form), _clock.GetUtcNow()) : null)];
        permit.ReportResponse(PaceReport.Batch([.. answers.Select(asked => (int?)(asked is null ? 204 : 429))], waits.Max()));
        for (int i = 0; i < rows.Count; i++)
        {
            RowState row = rows[i];
            row.OnSending();
            if (answers[i] is null)
            {
                _open--;
            }
            else if (_policy.NextDelay(row.Attempts, row.Waited, waits[i]) is { } delay)
            {
                row.Waited += delay;
                _retries.Add(row, delay);
            }
            else
            {
                _failed++;
                _open--;
            }
        }

        _inFlight--;
        Pump();
    }

    private static RowState Row() => new(new WorkItem(1, Request, null));
}
