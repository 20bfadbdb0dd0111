using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Output;
using DeviceStatus.Reporting.Comparison;
using DeviceStatus.Reporting.Snapshots;
using DeviceStatus.Reports;

namespace DeviceStatus.Commands;

/// <summary>Compares two snapshots, or a snapshot with statuses from the pipeline.</summary>
[Cmdlet(VerbsData.Compare, "DeviceStatusSnapshot", HelpUri = HelpLinks.Base + "Compare-DeviceStatusSnapshot.md")]
[OutputType(ChangeObject.TypeName)]
public sealed class CompareDeviceStatusSnapshotCommand : SnapshotCommandBase
{
    private SnapshotFile? _reference;
    private SnapshotCollector? _collector;

    /// <summary>The earlier snapshot.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = HelpMessages.ReferencePath)]
    [Alias("PSPath", "LiteralPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string ReferencePath { get; set; } = string.Empty;

    /// <summary>The later snapshot. Without it, statuses are taken from the pipeline.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? DifferencePath { get; set; }

    /// <summary>Current statuses, runs of Get-DeviceStatus, or their coverage records.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public PSObject? InputObject { get; set; }

    /// <summary>Whether the input contains every status of its policies.</summary>
    [Parameter]
    public SwitchParameter Complete { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        bool isPiped = MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));
        if (isPiped == DifferencePath is not null)
        {
            Fail(
                new ArgumentException(isPiped
                    ? "-DifferencePath was given and statuses were piped in; give one of the two."
                    : "There is nothing to compare with the reference: give -DifferencePath, or pipe in statuses."),
                "InvalidArgument",
                ReferencePath);
        }

        _reference = Open(ReferencePath, nameof(ReferencePath));
        if (isPiped)
        {
            _collector = new SnapshotCollector(this, DateTimeOffset.UtcNow, Complete);
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
        _collector?.Finish();
        ISnapshotSource difference = (ISnapshotSource?)_collector?.Snapshot ?? Open(DifferencePath!, nameof(DifferencePath));
        ReadSnapshots(() => Compare(difference), DifferencePath ?? ReferencePath);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _collector?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Compare(ISnapshotSource difference)
    {
        SnapshotComparer comparer = new(_reference!, difference);
        foreach (StatusDifference change in comparer.Compare(StopToken))
        {
            WriteObject(ChangeObject.Create(change));
        }

        ComparisonWarning.WriteTwoSources(this, comparer);
        if (comparer.Undecided > 0)
        {
            WriteWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"{comparer.Undecided} statuses of the reference are not in the later snapshot, and are not reported as Removed, "
                    + $"because their policies were not read completely. Import-DeviceStatusSnapshot -Coverage shows what was read."));
        }
    }
}
