using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Persistence;

/// <summary>Saves changes in groups: all that come while a save is under way share the next one.</summary>
internal sealed class StateSaver(StateFile file, SandboxStore store) : IAsyncDisposable
{
    private readonly object _gate = new();
    private Task _running = Task.CompletedTask;
    private long _saved;

    /// <summary>Ends when a save that holds a change is on the disk.</summary>
    /// <param name="change">The number of the change.</param>
    /// <param name="cancellationToken">Ends the wait, not the save.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder must not be written.</exception>
    internal async Task SaveAsync(long change, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task save;
            lock (_gate)
            {
                if (_saved >= change)
                {
                    return;
                }

                if (_running.IsCompleted)
                {
                    _running = Task.Run(Save, CancellationToken.None);
                }

                save = _running;
            }

            await save.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_gate)
        {
            running = _running;
        }

        // The callers of the save get its failure; the file must be released in any case.
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        file.Dispose();
    }

    private void Save()
    {
        StoreSnapshot snapshot = store.Snapshot();
        file.Save(snapshot);
        lock (_gate)
        {
            _saved = snapshot.Change;
        }
    }
}
