using DeviceStatus.Pipeline;
using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Commands;

/// <summary>The base of the commands that read or write snapshots.</summary>
public abstract class SnapshotCommandBase : PipelineCommand
{
    private protected const string SnapshotInvalid = "SnapshotInvalid";

    private protected SnapshotCommandBase()
    {
    }

    private protected SnapshotFile Open(string path, string parameter = "Path")
    {
        string file = InputFile.Resolve(this, path, parameter, "today.jsonl.gz", SnapshotInvalid);
        try
        {
            return SnapshotFile.Open(file);
        }
        catch (SnapshotException exception)
        {
            Fail(exception, SnapshotInvalid, file);
            throw;
        }
    }

    /// <summary>Runs work that reads snapshots on the pipeline thread.</summary>
    private protected void ReadSnapshots(Action work, object? target)
    {
        try
        {
            work();
        }
        catch (SnapshotException exception)
        {
            Fail(exception, SnapshotInvalid, target);
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new System.Management.Automation.PipelineStoppedException();
        }
    }
}
