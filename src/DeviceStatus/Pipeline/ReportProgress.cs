using System.Management.Automation;
using DeviceStatus.Graph.IntuneReports;

namespace DeviceStatus.Pipeline;

/// <summary>Shows the state of an export job while the command waits for it.</summary>
internal sealed class ReportProgress
{
    private readonly PipelineCommand _command;
    private readonly ProgressRecord _record;

    internal ReportProgress(PipelineCommand command, string reportName)
    {
        _command = command;
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
        $"The export job is {StateOf(job.Status)}");

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
