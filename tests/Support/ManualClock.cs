namespace DeviceStatus.Tests.Support;

/// <summary>A clock that moves only when a test advances it. It has no timers.</summary>
public sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.UtcNow;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <inheritdoc/>
    public override long GetTimestamp() => _now.Ticks;

    /// <summary>Moves the clock.</summary>
    /// <param name="time">How far.</param>
    public void Advance(TimeSpan time) => _now += time;
}
