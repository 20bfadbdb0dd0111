using System.Diagnostics.CodeAnalysis;
using DeviceStatus.Graph.Text;
using DeviceStatus.Reporting.Runs;

namespace DeviceStatus.Output;

/// <summary>A run as JSON. Texts of the service and of rows pass the sanitizer, as the document is likely to be kept as a log.</summary>
internal static class RunJson
{
    internal static string Of(Run run) => new RunDocument
    {
        Id = run.Id,
        Command = run.Command,
        Connection = string.IsNullOrEmpty(run.Connection) ? null : Clean(run.Connection),
        StartedOn = RunDocument.Date(run.StartedOn),
        DurationSeconds = Math.Round(run.Duration.TotalSeconds, 3),
        State = run.State.ToString(),
        ExitCode = run.ExitCode,
        Rows = run.Rows,
        Done = run.Done,
        Failed = run.Failed,
        NotSent = run.NotSent,
        OutcomeUnknown = run.OutcomeUnknown,
        Skipped = run.Skipped,
        Requests = run.Requests,
        Batches = run.Batches,
        Retries = run.Retries,
        Throttled = run.Throttled,
        QuotaWaitSeconds = Math.Round(run.QuotaWait.TotalSeconds, 3),
        RowsPerSecond = run.RowsPerSecond,
        JournalPath = run.JournalPath,
        Failures = [.. run.Failures.Select(failure => new RunDocumentFailure(
            failure.Row, Clean(failure.Id), failure.Outcome, failure.ErrorId, Clean(failure.Reason)))],
        Coverage = [.. run.Coverage.Select(each => new RunDocumentCoverage(
            Clean(each.Connection), each.Kind, Clean(each.PolicyId), Clean(each.PolicyName), each.Read, each.Expected, each.State.ToString(), Clean(each.Reason), each.Source))],
        ReportJobs = [.. run.ReportJobs.Select(job => new RunDocumentReportJob(Clean(job.Connection), job.Report, Clean(job.Id)))],
    }.ToJson();

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Clean(string? text) => text is null ? null : TextSanitizer.Sanitize(text);
}
