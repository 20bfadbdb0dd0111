namespace DeviceStatus.Sandbox;

/// <summary>A Graph in the process. Safe to use from many threads at once.</summary>
public sealed class SandboxGraph : IAsyncDisposable
{
    private SandboxGraph()
    {
    }

    /// <summary>Opens a sandbox.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="cancellationToken">Ends the reading of the state file.</param>
    /// <returns>The sandbox; dispose it to write what is left and to let go of the file.</returns>
    /// <exception cref="SandboxFileException">The state file is not such a file, is in use, or cannot be read.</exception>
    public static ValueTask<SandboxGraph> OpenAsync(SandboxOptions options, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new SandboxGraph());

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
