using System.Runtime.CompilerServices;

namespace DeviceStatus.Graph.Http;

/// <summary>
/// Bounds the memory of large responses: of those that are being read, and of the pages in them until their caller takes them. A response
/// that would exceed the bound waits; it does not fail. The response whose rows a caller needs next may exceed the bound, because no
/// page is taken before it.
/// </summary>
internal sealed class ResponseBudget
{
    /// <summary>Up to this size a response needs no share: many such responses take less than one large one.</summary>
    internal const int FreeBytes = 1024 * 1024;

    /// <summary>What a byte of a response costs at most: itself, and the two bytes of the same character in a text.</summary>
    private const int Factor = 3;

    /// <summary>What a byte of a page costs once the page consists of objects.</summary>
    private const int PageFactor = 2;

    /// <summary>How long every response may wait while a caller does, in milliseconds.</summary>
    private const long MaxStandstill = 1000;

    private readonly object _gate = new();
    private readonly long _capacity;

    /// <summary>The shares that may still grow, the oldest first.</summary>
    private readonly List<Share> _growing = [];
    private long _used;

    /// <summary>The row that each run needs next.</summary>
    private readonly ConditionalWeakTable<object, StrongBox<long>> _needed = [];
    private long _lastExcess;

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
    /// <param name="owner">Who waits for it.</param>
    internal Share Open(long maxBytes, ResponseOwner owner = default) =>
        new(this, owner, Math.Min(_capacity, Math.Min(maxBytes, _capacity) * Factor));

    /// <summary>Counts a page that waits to be taken.</summary>
    internal void AddPage(long bytes)
    {
        lock (_gate)
        {
            _used += bytes * PageFactor;
        }
    }

    /// <summary>A page was taken.</summary>
    internal void RemovePage(long bytes)
    {
        lock (_gate)
        {
            _used -= bytes * PageFactor;
            ServeWaiting();
        }
    }

    /// <summary>A caller has nothing to take before a response comes.</summary>
    /// <param name="needed">The response that it needs.</param>
    internal void OnNeeded(ResponseOwner needed)
    {
        lock (_gate)
        {
            if (needed.Run is not null)
            {
                _needed.GetOrCreateValue(needed.Run).Value = needed.Row;
            }

            if (_growing.Find(share => share.Owner == needed) is { } share)
            {
                Exceed(share);
            }
            else if (_growing is [{ } oldest, ..]
                && Environment.TickCount64 - _lastExcess > MaxStandstill
                && _growing.TrueForAll(static one => one.Waiting is not null))
            {
                // The response that is needed may not have been requested, because those that wait take up every slot.
                Exceed(oldest);
            }
        }
    }

    /// <summary>
    /// Whether a share may grow. The oldest one can always be finished: the others leave as much as the largest response may need. So one
    /// response always continues, and the others follow.
    /// </summary>
    private bool TryGrow(Share share, long held)
    {
        // Of responses that take most of the memory, only the one that is needed next is read, or it would come on top of another.
        if (held > _capacity / 2 && share.Owner.Run is not null && !IsNeeded(share.Owner))
        {
            return false;
        }

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

    private bool IsNeeded(ResponseOwner owner) =>
        owner.Run is not null && _needed.TryGetValue(owner.Run, out StrongBox<long>? row) && row.Value == owner.Row;

    /// <summary>Lets a response grow beyond the bound.</summary>
    private void Exceed(Share share)
    {
        if (share.Waiting is { } waiting)
        {
            _lastExcess = Environment.TickCount64;
            _used += share.Wanted - share.Held;
            share.Held = share.Wanted;
            share.Waiting = null;
            waiting.TrySetResult();
        }
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

        internal Share(ResponseBudget budget, ResponseOwner owner, long max)
        {
            _budget = budget;
            Owner = owner;
            Max = max;
        }

        internal ResponseOwner Owner { get; }

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
                TaskCompletionSource waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
                Waiting = waiting;
                if (_budget.IsNeeded(Owner))
                {
                    _budget.Exceed(this);
                }

                return waiting.Task.WaitAsync(cancellationToken);
            }
        }

        /// <summary>Sets the final size of the response.</summary>
        /// <param name="bytes">The size of its buffer.</param>
        internal void End(long bytes)
        {
            lock (_budget._gate)
            {
                _budget._growing.Remove(this);
                Release(Math.Min(Held, bytes * Factor));
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (_budget._gate)
            {
                _budget._growing.Remove(this);
                Waiting = null;
                Release(0);
            }
        }

        private void Release(long held)
        {
            _budget._used -= Held - held;
            Held = held;
            _budget.ServeWaiting();
        }
    }
}
