using System.Management.Automation;
using DeviceStatus.Graph.IntuneReports;

namespace DeviceStatus.Pipeline;

/// <summary>Shows the state of an export job while the command waits for it.</summary>
internal sealed class ReportProgress
{
    private readonly PipelineCommand _command;
    private readonly ProgressRecord _record;
    private readonly string _label;

    /// <param name="command">The command.</param>
    /// <param name="reportName">The name of the report.</param>
    /// <param name="connection">The name of the connection, where there are several.</param>
    internal ReportProgress(PipelineCommand command, string reportName, string? connection = null)
    {
        _command = command;
        _label = connection is null ? "The export job" : $"The export job of '{connection}'";
        _record = new ProgressRecord(3, $"Exporting {reportName}", "Creating the export job");
    }

    internal void Begin() => _command.WriteProgress(_record);

    /// <summary>Shows a state; callable from any thread.</summary>
    internal void Show(ExportJob job) => _command.OnPipeline(
        text =>
        {
            _record.StatusDescription = text;
            _command.WriteProgress(_record);
        },
        $"{_label} is {StateOf(job.Status)}");

    internal void End()
    {
        _record.RecordType = ProgressRecordType.Completed;
        _command.WriteProgress(_record);
    }

    private static string StateOf(ExportJobStatus status) => status switch
    {
        ExportJobStatus.NotStarted => "waiting",
        ExportJobStatus.InProgress => "running",
        ExportJobStatus.Completed => "completed",
        ExportJobStatus.Failed => "failed",
        _ => "in an unknown state",
    };
}
