namespace DeviceStatus.Graph.Tests.Pacing;

/// <summary>A clock that stands still until told to move; timers fire in the order of their time, each at its own time.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private readonly object _gate = new();
    private readonly List<VirtualTimer> _timers = [];
    private readonly DateTimeOffset _start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private long _ticks;
    private int _created;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Ended whenever a timer is set, so that a test can wait until somebody waits.</summary>
    internal TaskCompletionSource TimerSet { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    /// <summary>Timers that are set and have not fired.</summary>
    internal int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        VirtualTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Advance(TimeSpan time)
    {
        long until = Interlocked.Read(ref _ticks) + time.Ticks;
        while (true)
        {
            VirtualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(timer => timer.Due <= until).OrderBy(timer => (timer.Due, timer.Order)).FirstOrDefault();
                if (next is not null)
                {
                    _timers.Remove(next);
                    Interlocked.Exchange(ref _ticks, Math.Max(_ticks, next.Due));
                }
            }

            if (next is null)
            {
                Interlocked.Exchange(ref _ticks, until);
                return;
            }

            next.Fire();
        }
    }

    /// <summary>Ends when at least so many timers are set.</summary>
    internal async Task WhenWaitingAsync(int timers = 1)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_timers.Count >= timers)
                {
                    return;
                }

                changed = TimerSet.Task;
            }

            await changed.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    private sealed class VirtualTimer(VirtualClock clock, Action fire) : ITimer
    {
        internal long Due { get; private set; }

        internal int Order { get; private set; }

        internal void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            TaskCompletionSource? set = null;
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._ticks + dueTime.Ticks;
                    Order = ++clock._created;
                    clock._timers.Add(this);
                    set = clock.TimerSet;
                    clock.TimerSet = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }

            set?.TrySetResult();
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
