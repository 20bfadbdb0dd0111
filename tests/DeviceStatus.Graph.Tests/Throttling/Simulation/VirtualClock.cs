namespace DeviceStatus.Graph.Tests.Throttling.Simulation;

/// <summary>A clock that stands still until told to move; timers fire in the order of their time, each at its own time.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private readonly object _gate = new();
    private readonly List<VirtualTimer> _timers = [];
    private readonly DateTimeOffset _start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private TaskCompletionSource _timersChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _ticks;
    private int _created;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    internal TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

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

    /// <summary>Ends when somebody waits.</summary>
    internal Task WhenWaitingAsync() => WhenAsync(() => _timers.Count > 0);

    /// <summary>Ends when nobody waits.</summary>
    internal Task WhenIdleAsync() => WhenAsync(() => _timers.Count == 0);

    /// <summary>Ends when one timer is left.</summary>
    internal Task WhenAloneAsync() => WhenAsync(() => _timers.Count == 1);

    /// <summary>Ends when so many timers were started.</summary>
    internal Task WhenStartedAsync(int timers) => WhenAsync(() => _created >= timers);

    /// <summary>Ends when somebody waits just that long from now.</summary>
    internal Task WhenDueInAsync(TimeSpan time) => WhenAsync(() => _timers.Exists(timer => timer.Due == _ticks + time.Ticks));

    private async Task WhenAsync(Func<bool> condition)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (condition())
                {
                    return;
                }

                changed = _timersChanged.Task;
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
            TaskCompletionSource set;
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._ticks + dueTime.Ticks;
                    Order = ++clock._created;
                    clock._timers.Add(this);
                }

                set = clock._timersChanged;
                clock._timersChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            set.TrySetResult();
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
