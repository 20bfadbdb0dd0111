using System.Collections.Concurrent;
using System.Management.Automation;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Text;
using DeviceStatus.Output;

namespace DeviceStatus.Pipeline;

/// <summary>
/// The only bridge between PowerShell's pipeline thread and asynchronous work: waits for tasks, cancels them when the pipeline stops, and
/// writes their messages on the pipeline thread.
/// </summary>
public abstract class PipelineCommand : PSCmdlet, IDisposable
{
    private const int MaxLineLength = 4000;

    /// <summary>Bodies contain names of people, so -Debug alone does not show them.</summary>
    private const string TraceBodyVariable = "DEVICESTATUS_TRACE_BODY";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(Action<string> Write, string Text)> _pendingMessages = new();

    /// <summary>Called only from inside the module.</summary>
    private protected PipelineCommand() => StopToken = _stop.Token;

    /// <summary>Cancelled when the pipeline stops. Stored, so that it can be used after its source is disposed.</summary>
    internal CancellationToken StopToken { get; }

    /// <summary>Whether the user stopped the pipeline. Select-Object -First ends it in another way.</summary>
    internal bool IsStopRequested { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        IsStopRequested = true;
        _stop.Cancel();
    }

    /// <summary>Ends unfinished work. PowerShell calls it on the pipeline thread, however the pipeline ended.</summary>
    /// <param name="disposing">Always true.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <summary>Cancels the work of this command when the pipeline ends before the work does.</summary>
    private protected void CancelWork() => _stop.Cancel();

    /// <summary>Creates a log that writes to the streams of this command.</summary>
    internal GraphLog Log() => new()
    {
        Debug = IsStreamEnabled("Debug") ? WriteOnPipeline(WriteDebug) : null,
        Verbose = IsStreamEnabled("Verbose") ? WriteOnPipeline(WriteVerbose) : null,
        Warning = WriteOnPipeline(WriteWarning),
        IncludesBodies = Environment.GetEnvironmentVariable(TraceBodyVariable) == "1",
    };

    /// <summary>Writes a warning. It may quote a file or a response, so every warning passes the sanitizer.</summary>
    internal new void WriteWarning(string text) => base.WriteWarning(TextSanitizer.Sanitize(text, MaxLineLength));

    /// <summary>Writes a verbose message; see <see cref="WriteWarning"/>.</summary>
    internal new void WriteVerbose(string text) => base.WriteVerbose(TextSanitizer.Sanitize(text, MaxLineLength));

    /// <summary>Waits for a task on the pipeline thread and writes the messages that arrive meanwhile.</summary>
    internal T Await<T>(Task<T> task)
    {
        Await((Task)task);
        return task.Result;
    }

    /// <summary>Waits for a task on the pipeline thread and writes the messages that arrive meanwhile.</summary>
    internal void Await(Task task)
    {
        try
        {
            while (!task.IsCompleted && Task.WaitAny([task], PollInterval) < 0)
            {
                Drain();
                OnIdle();
            }

            // Messages are written before an exception of the task is thrown, because they explain it.
            Drain();
            task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Waits for a task after the pipeline ended, when nothing can be written.</summary>
    internal static void WaitIgnoringErrors(Task task) => ((IAsyncResult)task).AsyncWaitHandle.WaitOne();

    /// <summary>Waits a limited time for a task in completion, where there is no pipeline. The task then continues.</summary>
    internal static void Wait(Task task, TimeSpan atMost) => ((IAsyncResult)task).AsyncWaitHandle.WaitOne(atMost);

    /// <summary>Queues a message from any thread, to be written on the pipeline thread.</summary>
    internal void OnPipeline(Action<string> write, string text) => _pendingMessages.Enqueue((write, text));

    /// <summary>Called a few times a second while the pipeline thread waits.</summary>
    private protected virtual void OnIdle()
    {
    }

    /// <summary>
    /// The connection name of the run that is recorded when an error ends the command before its run began; empty if it is not known.
    /// <see langword="null"/> for commands without runs.
    /// </summary>
    private protected virtual string? RunConnection => null;

    /// <summary>Whether an error that ended the command was recorded as its run.</summary>
    private protected bool IsRefused { get; private set; }

    /// <summary>Ends the command with one error.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    internal void Fail(Exception exception, string errorId, object? target = null, string? advice = null)
    {
        if (RunConnection is { } connection && !IsRefused)
        {
            IsRefused = true;
            RecordRefusal(connection, exception, errorId);
        }

        ThrowTerminatingError(ErrorRecords.Create(exception, errorId, target, null, advice));
        throw exception;
    }

    /// <summary>
    /// Records a run of a command that was refused, so that a script that reads the newest run does not get that of an earlier command.
    /// </summary>
    private protected void RecordRefusal(string connection, Exception exception, string errorId) =>
        RunHistory.Add(MyInvocation.MyCommand.Name, connection, RunState.Refused)
            .Remember(new RunFailure(0, null, nameof(RowOutcome.Failed), errorId, exception.Message));

    /// <summary>Writes the queued messages.</summary>
    internal void Drain()
    {
        while (_pendingMessages.TryDequeue(out (Action<string> Write, string Text) line))
        {
            line.Write(line.Text);
        }
    }

    private Action<string> WriteOnPipeline(Action<string> write) => text => OnPipeline(write, text);

    /// <summary>Whether the records of a stream are shown or stored, according to its common parameters and preference variable.</summary>
    internal bool IsStreamVisible(string stream)
    {
        object? preference = MyInvocation.BoundParameters.TryGetValue(stream + "Action", out object? action)
            ? action
            : SessionState.PSVariable.GetValue(stream + "Preference");
        return MyInvocation.BoundParameters.ContainsKey(stream + "Variable")
            || (!string.Equals(preference?.ToString(), nameof(ActionPreference.SilentlyContinue), StringComparison.OrdinalIgnoreCase)
                && !string.Equals(preference?.ToString(), nameof(ActionPreference.Ignore), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// Whether a stream is on, according to its switch or preference variable. Messages for a stream that is off are not created.
    /// </summary>
    private bool IsStreamEnabled(string stream) => MyInvocation.BoundParameters.TryGetValue(stream, out object? asked)
        ? asked is SwitchParameter { IsPresent: true }
        : IsStreamVisible(stream);
}
