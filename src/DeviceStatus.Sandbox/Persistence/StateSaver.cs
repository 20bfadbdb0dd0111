using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Persistence;

/// <summary>Saves changes in groups: all changes during a save share the next save.</summary>
internal sealed class StateSaver(StateFile file, SandboxStore store) : IAsyncDisposable
{
    private readonly object _gate = new();
    private Task _running = Task.CompletedTask;
    private long _saved;

    /// <summary>Completes when a save that contains a change is on disk.</summary>
    /// <param name="change">The number of the change.</param>
    /// <param name="cancellationToken">Cancels the wait, not the save.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file or its folder is denied.</exception>
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

        // The callers of the save get its exception. The file must be released in any case.
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
