using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Pipeline;
using DeviceStatus.Reporting;
using DeviceStatus.Reporting.Summaries;
using DeviceStatus.Reports;

namespace DeviceStatus.Commands;

/// <summary>The base of the commands that count statuses from the pipeline or rows of a journal.</summary>
public abstract class ReportCommandBase : PipelineCommand
{
    private protected ReportCommandBase()
    {
    }

    /// <summary>Statuses, rows of a CSV, error records, or runs of Get-DeviceStatusRun.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public PSObject? InputObject { get; set; }

    /// <summary>The journal of a run, whose rows are read with their outcomes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>The number of days within which the end of a grace period counts as soon.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateRange(1, 3650)]
    public int GraceDays { get; set; } = StatusSummary.DefaultGraceDays;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (JournalPath is null)
        {
            return;
        }

        string path = InputFile.Resolve(this, JournalPath, nameof(JournalPath), "run.jsonl", "JournalError");
        try
        {
            (JournalHeader? header, IReadOnlyList<JournalEntry> entries) = Await(JournalEntry.ReadAsync(path, StopToken));
            Take(ReportRows.FromJournal(header, entries));
        }
        catch (JournalException exception)
        {
            Fail(exception, "JournalError", path);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            Take(ReportRows.From(InputObject));
        }
    }

    private protected abstract void Take(IEnumerable<ReportRow> rows);
}
