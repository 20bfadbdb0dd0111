using System.Management.Automation;

namespace DeviceStatus.Module.Tests.Harness;

/// <summary>A script that runs, and that can be stopped as Ctrl+C stops it.</summary>
public sealed class RunningPipeline : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly PowerShell _shell;
    private readonly PSDataCollection<PSObject?> _output = [];
    private readonly IAsyncResult _running;
    private readonly PowerShellSession? _owned;

    internal RunningPipeline(PowerShell shell, PowerShellSession? owned)
    {
        _shell = shell;
        _owned = owned;
        PSDataCollection<PSObject> none = [];
        none.Complete();
        _running = shell.BeginInvoke(none, _output);
    }

    /// <summary>The objects so far.</summary>
    public PSDataCollection<PSObject?> Output => _output;

    /// <summary>Waits until the script has output a number of objects.</summary>
    /// <param name="count">The number.</param>
    public void WaitForOutput(int count)
    {
        using ManualResetEventSlim enough = new(_output.Count >= count);
        void Look(object? sender, DataAddedEventArgs data)
        {
            if (_output.Count >= count)
            {
                enough.Set();
            }
        }

        _output.DataAdded += Look;
        try
        {
            if (_output.Count < count && !enough.Wait(Limit))
            {
                throw new TimeoutException($"The script output {_output.Count} objects and not {count} within {Limit.TotalSeconds} s.");
            }
        }
        finally
        {
            _output.DataAdded -= Look;
        }
    }

    /// <summary>Waits until the script writes a verbose message.</summary>
    /// <param name="part">A part of the message.</param>
    public void WaitForVerbose(string part)
    {
        using ManualResetEventSlim written = new();
        void Look(object? sender, DataAddedEventArgs added)
        {
            if (_shell.Streams.Verbose[added.Index].Message.Contains(part, StringComparison.Ordinal))
            {
                written.Set();
            }
        }

        _shell.Streams.Verbose.DataAdded += Look;
        try
        {
            if (!_shell.Streams.Verbose.Any(record => record.Message.Contains(part, StringComparison.Ordinal))
                && !written.Wait(Limit, TestContext.Current.CancellationToken))
            {
                throw new TimeoutException($"The script did not write '{part}' within {Limit.TotalSeconds} s.");
            }
        }
        finally
        {
            _shell.Streams.Verbose.DataAdded -= Look;
        }
    }

    /// <summary>Stops the script and waits until it has ended.</summary>
    public void Stop() => _shell.Stop();

    /// <summary>Begins to stop the script.</summary>
    /// <returns>What <see cref="EndStop"/> takes.</returns>
    public IAsyncResult BeginStop() => _shell.BeginStop(null, null);

    /// <summary>Waits until the script has stopped.</summary>
    /// <param name="stopping">The result of <see cref="BeginStop"/>.</param>
    public void EndStop(IAsyncResult stopping) => _shell.EndStop(stopping);

    /// <summary>Waits until the script has ended.</summary>
    /// <returns>What it wrote.</returns>
    public PipelineResult Wait()
    {
        if (!_running.AsyncWaitHandle.WaitOne(Limit))
        {
            _shell.Stop();
            throw new TimeoutException($"The script did not end within {Limit.TotalSeconds} s.");
        }

        ErrorRecord? terminating = null;
        try
        {
            _shell.EndInvoke(_running);
        }
        catch (PipelineStoppedException)
        {
            // It was stopped on purpose.
        }
        catch (RuntimeException exception)
        {
            terminating = exception.ErrorRecord;
        }

        return new PipelineResult(_output, _shell.Streams, terminating);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shell.Dispose();
        _output.Dispose();
        _owned?.Dispose();
    }
}
