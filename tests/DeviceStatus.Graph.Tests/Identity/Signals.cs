namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>Waits for a signal as long as a busy machine may need, so that a broken test fails instead of hanging.</summary>
internal static class Signals
{
    internal static Task InTime(this Task signal) => signal.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
}
