using DeviceStatus.Sandbox;

namespace DeviceStatus.TestServer.Limits;

/// <summary>
/// Refuses the writes that a limiter refuses: <see cref="SandboxOptions.Faults"/> of a service with that limiter. Its time begins with the
/// first write.
/// </summary>
/// <param name="limiter">Counts the writes.</param>
/// <param name="form">How the wait is written.</param>
/// <param name="clock">The clock; <see langword="null"/> is the system's.</param>
public sealed class LimiterFaults(IRequestLimiter limiter, RetryAfterForm form = RetryAfterForm.WholeSeconds, TimeProvider? clock = null)
{
    /// <summary>Refusals within this time belong to the first burst.</summary>
    private const double StartSeconds = 2;

    private readonly object _gate = new();
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly List<(double At, bool IsAccepted)> _writes = [];
    private long? _began;

    /// <summary>The writes as they came, with the seconds since the first.</summary>
    public IReadOnlyList<(double At, bool IsAccepted)> Writes
    {
        get
        {
            lock (_gate)
            {
                return [.. _writes];
            }
        }
    }

    /// <summary>How many were refused after the first two seconds.</summary>
    public int RefusedLater => Writes.Count(static write => !write.IsAccepted && write.At > StartSeconds);

    /// <summary>Decides about a call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>A 429 when the limiter refuses it.</returns>
    public SandboxFault Choose(SandboxCall call)
    {
        if (call.Kind == SandboxCallKind.Batch || call.Method == "GET")
        {
            return SandboxFault.None;
        }

        lock (_gate)
        {
            double now = _clock.GetElapsedTime(_began ??= _clock.GetTimestamp()).TotalSeconds;
            double? wait = limiter.Take(now);
            _writes.Add((now, wait is null));
            return wait is { } seconds ? new SandboxFault(SandboxFaultKind.Throttled, RetryAfterText.Of(seconds, form)) : SandboxFault.None;
        }
    }
}
