using System.Threading.Channels;
using DeviceStatus.Graph.Diagnostics;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Pipeline;

/// <summary>Probes the collections of a connection in the background, and returns the results in order on the pipeline thread.</summary>
internal sealed class ServiceProbeRun : IDisposable
{
    /// <summary>More than the number of operations of all collections, so that no connection waits until its results are read.</summary>
    private const int MaxWaiting = 1_000;

    private readonly Channel<(ServiceProbe Probe, ProbeResult? Result)> _results =
        Channel.CreateBounded<(ServiceProbe Probe, ProbeResult? Result)>(MaxWaiting);

    private readonly PipelineEnumerator<(ServiceProbe Probe, ProbeResult? Result)> _taken;
    private readonly Task _work;

    /// <summary>Starts the probes.</summary>
    /// <param name="command">The command.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="resources">The collections, in the order of their results.</param>
    /// <param name="slots">Limits how many connections are probed at a time.</param>
    internal ServiceProbeRun(
        PipelineCommand command, Connection connection, IReadOnlyList<ResourceDescriptor> resources, SemaphoreSlim slots)
    {
        Connection = connection;
        _taken = new PipelineEnumerator<(ServiceProbe Probe, ProbeResult? Result)>(
            command, _results.Reader.ReadAllAsync(command.StopToken).GetAsyncEnumerator(command.StopToken));
        ServiceProbe[] probes = [.. resources.Select(resource => new ServiceProbe(connection.Client, resource, command.Log()))];
        CancellationToken stop = command.StopToken;
        _work = Task.Run(() => ProbeAsync(probes, slots, stop), CancellationToken.None);
    }

    internal Connection Connection { get; }

    /// <summary>Waits for the next result.</summary>
    /// <param name="probe">The probe of the collection.</param>
    /// <param name="result">The result; <see langword="null"/> when every operation of the collection that only reads was tried.</param>
    /// <returns><see langword="false"/> when there are no more.</returns>
    internal bool MoveNext(out ServiceProbe? probe, out ProbeResult? result)
    {
        bool hasNext = _taken.MoveNext();
        (probe, result) = hasNext ? _taken.Current : default;
        return hasNext;
    }

    /// <summary>Waits for the probes, after the stop token was cancelled.</summary>
    public void Dispose()
    {
        PipelineCommand.WaitIgnoringErrors(_work);
        _taken.Dispose();
    }

    private async Task ProbeAsync(ServiceProbe[] probes, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        bool isEntered = false;
        try
        {
            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            isEntered = true;
            foreach (ServiceProbe probe in probes)
            {
                // Not await foreach: its enumerator would be a field with a value type of the engine, see CONTRIBUTING.
                IAsyncEnumerator<ProbeResult> results = probe.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
                await using (results.ConfigureAwait(false))
                {
                    while (await results.MoveNextAsync().ConfigureAwait(false))
                    {
                        await _results.Writer.WriteAsync((probe, results.Current), cancellationToken).ConfigureAwait(false);
                    }
                }

                await _results.Writer.WriteAsync((probe, null), cancellationToken).ConfigureAwait(false);
            }

            _results.Writer.Complete();
        }
        catch (Exception exception)
        {
            // The pipeline thread gets the exception after the earlier results.
            _results.Writer.Complete(exception);
        }
        finally
        {
            if (isEntered)
            {
                slots.Release();
            }
        }
    }
}
