using System.Threading.Channels;
using DeviceStatus.Graph.Diagnostics;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Pipeline;

/// <summary>Probes the collections of one connection in the background, and hands out the results in order on the pipeline thread.</summary>
internal sealed class ServiceProbeRun : IDisposable
{
    /// <summary>More than all the collections have operations, so that a connection whose results are taken last is not held up.</summary>
    private const int MaxWaiting = 1_000;

    private readonly Channel<(ServiceProbe Probe, ProbeResult? Result)> _results =
        Channel.CreateBounded<(ServiceProbe Probe, ProbeResult? Result)>(MaxWaiting);

    private readonly PipelineEnumerator<(ServiceProbe Probe, ProbeResult? Result)> _taken;
    private readonly Task _work;

    /// <summary>Begins to probe.</summary>
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

    /// <summary>Ends the probes, after the stop token was cancelled.</summary>
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
                await foreach (ProbeResult result in probe.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    await _results.Writer.WriteAsync((probe, result), cancellationToken).ConfigureAwait(false);
                }

                await _results.Writer.WriteAsync((probe, null), cancellationToken).ConfigureAwait(false);
            }

            _results.Writer.Complete();
        }
        catch (Exception exception)
        {
            // The pipeline thread meets it after the results before it.
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
