namespace DeviceStatus.Graph.Tests.Journal;

/// <summary>A file in memory whose writes can be held back.</summary>
internal sealed class SlowDisk : MemoryStream
{
    private TaskCompletionSource _free = Completed();

    /// <summary>Holds back the writes that follow.</summary>
    internal void Hold() => _free = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Release() => _free.SetResult();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _free.Task;
        await base.WriteAsync(buffer, cancellationToken);
    }

    private static TaskCompletionSource Completed()
    {
        TaskCompletionSource source = new();
        source.SetResult();
        return source;
    }
}
