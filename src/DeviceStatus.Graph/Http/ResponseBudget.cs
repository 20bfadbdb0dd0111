namespace DeviceStatus.Graph.Http;

/// <summary>
/// Bounds the memory of the large responses that are being read at the same time. A response that would exceed the bound waits until
/// another one was dealt with; it does not fail.
/// </summary>
internal sealed class ResponseBudget
{
    /// <summary>Up to this size a response needs no share: many such responses take less than one large one.</summary>
    internal const int FreeBytes = 1024 * 1024;

    /// <summary>What a byte of a response costs at most: itself, and the two bytes of the same character in a text.</summary>
    private const int Factor = 3;

    private readonly object _gate = new();
    private readonly long _capacity;

    /// <summary>The shares that may still grow, the oldest first.</summary>
    private readonly List<Share> _growing = [];
    private long _used;

    internal ResponseBudget(long capacity) => _capacity = capacity;

    /// <summary>The bound of this process, whatever the number of connections.</summary>
    internal static ResponseBudget Process { get; } = new(256 * 1024 * 1024);

    /// <summary>The memory that is taken.</summary>
    internal long Used
    {
        get
        {
            lock (_gate)
            {
                return _used;
            }
        }
    }

    /// <summary>Begins a response.</summary>
    /// <param name="maxBytes">The most bytes that it may have.</param>
    internal Share Open(long maxBytes) => new(this, Math.Min(_capacity, Math.Min(maxBytes, _capacity) * Factor));

    /// <summary>
    /// Whether a share may grow. The oldest one can always be finished: whatever the others take, they leave as much as the largest
    /// response may need. So there is always one that goes on, and the others follow.
    /// </summary>
    private bool TryGrow(Share share, long held)
    {
        long free = _capacity - _used - (held - share.Held);
        long kept = _growing.Count == 0 || ReferenceEquals(_growing[0], share) ? 0 : _growing.Max(static one => one.Max) - _growing[0].Held;
        if (free < Math.Max(0, kept))
        {
            return false;
        }

        _used += held - share.Held;
        share.Held = held;
        return true;
    }

    private void ServeWaiting()
    {
        foreach (Share share in _growing)
        {
            if (share.Waiting is { } waiting && TryGrow(share, share.Wanted))
            {
                share.Waiting = null;
                waiting.TrySetResult();
            }
        }
    }

    /// <summary>The share of one response. Disposing of it gives back its memory.</summary>
    internal sealed class Share : IDisposable
    {
        private readonly ResponseBudget _budget;

        internal Share(ResponseBudget budget, long max)
        {
            _budget = budget;
            Max = max;
        }

        /// <summary>The most that the response may need.</summary>
        internal long Max { get; }

        internal long Held { get; set; }

        internal long Wanted { get; private set; }

        internal TaskCompletionSource? Waiting { get; set; }

        /// <summary>Takes memory for a buffer. The task ends when it is there.</summary>
        internal Task GrowAsync(long bytes, CancellationToken cancellationToken)
        {
            if (bytes <= FreeBytes)
            {
                return Task.CompletedTask;
            }

            lock (_budget._gate)
            {
                long held = Math.Min(Max, bytes * Factor);
                if (!_budget._growing.Contains(this))
                {
                    _budget._growing.Add(this);
                }

                if (held <= Held || _budget.TryGrow(this, held))
                {
                    return Task.CompletedTask;
                }

                Wanted = held;
                Waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return Waiting.Task.WaitAsync(cancellationToken);
            }
        }

        /// <summary>Says that the response has its final size.</summary>
        /// <param name="bytes">The size of its buffer.</param>
        internal void End(long bytes) => Release(Math.Min(Held, bytes * Factor));

        /// <inheritdoc/>
        public void Dispose() => Release(0);

        private void Release(long held)
        {
            lock (_budget._gate)
            {
                Waiting = null;
                _budget._used -= Held - held;
                Held = held;
                if (_budget._growing.Remove(this) || held == 0)
                {
                    _budget.ServeWaiting();
                }
            }
        }
    }
}
