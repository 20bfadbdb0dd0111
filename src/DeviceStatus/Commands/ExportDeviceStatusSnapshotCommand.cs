using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Pipeline;
using DeviceStatus.Reporting.Snapshots;
using DeviceStatus.Reports;

namespace DeviceStatus.Commands;

/// <summary>Writes statuses and their coverage to a file for a later comparison.</summary>
[Cmdlet(
    VerbsData.Export,
    "DeviceStatusSnapshot",
    HelpUri = HelpLinks.Base + "Export-DeviceStatusSnapshot.md",
    SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportDeviceStatusSnapshotCommand : SnapshotCommandBase
{
    private SnapshotCollector? _collector;
    private string _file = string.Empty;

    /// <summary>The file to write. An existing file is replaced in one step when the snapshot is complete.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = HelpMessages.SnapshotPath)]
    [Alias("LiteralPath", "PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Statuses, runs of Get-DeviceStatus, or their coverage records.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public PSObject? InputObject { get; set; }

    /// <summary>When the statuses were read. Default: now.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public DateTimeOffset? TakenOn { get; set; }

    /// <summary>Whether the input contains every status of its policies.</summary>
    [Parameter]
    public SwitchParameter Complete { get; set; }

    /// <summary>Fails if the file exists.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Outputs the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _file = OutputFile.Resolve(this, Path, nameof(Path), "today.jsonl.gz", "ReportError", "InvalidArgument", NoClobber);
        if (ShouldProcess(_file, "Write snapshot"))
        {
            _collector = new SnapshotCollector(this, TakenOn ?? DateTimeOffset.UtcNow, Complete);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            _collector?.Take(InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_collector is not { } collector)
        {
            return;
        }

        collector.Finish();
        try
        {
            Await(Task.Run(() => SnapshotWriter.Write(_file, collector.Snapshot, !NoClobber, StopToken), StopToken));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail(exception, "ReportError", Path);
        }

        if (PassThru)
        {
            WriteObject(new FileInfo(_file));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CancelWork();
            _collector?.Dispose();
        }

        base.Dispose(disposing);
    }
}
