using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Retry;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class ExecutorContextTests
{
    [Fact]
    public void Constructor_settings_of_the_run_come_before_those_of_the_connection()
    {
        AsyncSignal signal = new(TimeProvider.System);
        RetryPolicy policy = new();
        using ExecutorParts parts = new(new BatchOptions { RowsCompleted = signal, Retry = policy });
        using ExecutorParts plain = new();

        Assert.Same(signal, parts.Run.RowsCompleted);
        Assert.Same(policy, parts.Run.Retry);
        Assert.Same(plain.Client.Retry, plain.Run.Retry);
        Assert.NotSame(signal, plain.Run.RowsCompleted);
    }
}
