using System.Management.Automation;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;
using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Reports;

/// <summary>Collects a snapshot from the pipeline: statuses, runs of Get-DeviceStatus and coverage records.</summary>
internal sealed class SnapshotCollector : IDisposable
{
    private const int MaxNamed = 3;
    private readonly PipelineCommand _command;
    private long _row;
    private bool _hasCoverage;

    internal SnapshotCollector(PipelineCommand command, DateTimeOffset takenOn, bool isComplete)
    {
        _command = command;
        Snapshot = new SnapshotBuilder(takenOn) { IsComplete = isComplete };
    }

    /// <summary>The collected snapshot.</summary>
    internal SnapshotBuilder Snapshot { get; }

    /// <summary>Adds an object. An object that is no status is an error.</summary>
    internal void Take(PSObject input)
    {
        _row++;
        if (CoverageReader.Read(input) is { } coverage)
        {
            _hasCoverage = true;
            Add(coverage);
        }
        else if (StatusReader.Read(input) is { } status)
        {
            Snapshot.Add(status);
        }
        else
        {
            ArgumentException exception = new(
                FormattableString.Invariant($"Row {_row} is not a status: it needs an Id, and the type of this module or a PolicyKind. ")
                + "Pipe in the output of Get-DeviceStatus or of a cmdlet such as Get-IosUpdateDeviceStatus.");
            _command.WriteError(ErrorRecords.Create(exception, GraphErrorId.InvalidRow, input));
        }
    }

    /// <summary>Ends the collection: adds the coverage of the run of the statuses, and warns of incomplete policies.</summary>
    internal void Finish()
    {
        if (!_hasCoverage && !Snapshot.IsComplete && CoverageReader.OfLastRun(Snapshot.Policies) is { } coverage)
        {
            Add(coverage);
        }

        SnapshotCoverage[] gaps = [.. Snapshot.Gaps];
        if (gaps.Length > 0)
        {
            string names = string.Join(
                ", ", gaps.Take(MaxNamed).Select(gap => $"{gap.PolicyName ?? gap.PolicyId ?? gap.Kind}: {gap.StateName}"));
            string more = gaps.Length > MaxNamed ? ", …" : string.Empty;
            int count = Snapshot.Header.Coverage.Count;
            _command.WriteWarning(
                FormattableString.Invariant($"{gaps.Length} of {count} policies are not known to be complete ({names}{more}). ")
                + "Compare-DeviceStatusSnapshot will report none of their statuses as Removed. "
                + "If the input holds all statuses, use -Complete.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Snapshot.Dispose();

    private void Add(IReadOnlyList<SnapshotCoverage> coverage)
    {
        foreach (SnapshotCoverage record in coverage)
        {
            Snapshot.Add(record);
        }
    }
}
