namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>A clock that fails when the test says so, and with it the loop of a run.</summary>
internal sealed class FailingClock : TimeProvider
{
    internal bool Fails { get; set; }

    public override long GetTimestamp() => Fails ? throw new InvalidOperationException("The clock failed.") : base.GetTimestamp();
}
