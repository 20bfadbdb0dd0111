using System.Diagnostics.CodeAnalysis;
using DeviceStatus.Graph.Text;
using DeviceStatus.Reporting.Runs;

namespace DeviceStatus.Output;

/// <summary>Writes a run as JSON. Texts of the service and of rows are sanitized, because the document is often stored as a log.</summary>
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
            Clean(each.Connection),
            each.Kind,
            Clean(each.PolicyId),
            Clean(each.PolicyName),
            each.Read,
            each.Expected,
            each.State.ToString(),
            Clean(each.Reason),
            each.Source))],
        ReportJobs = [.. run.ReportJobs.Select(job => new RunDocumentReportJob(Clean(job.Connection), job.Report, Clean(job.Id)))],
        Parts = [.. run.Parts.Select(PartOf)],
    }.ToJson();

    private static RunDocumentPart PartOf(RunPart part) => new()
    {
        Connection = Clean(part.Connection),
        TenantId = Clean(part.TenantId),
        GraphEndpoint = part.GraphEndpoint?.AbsoluteUri,
        StartedOn = RunDocument.Date(part.StartedOn),
        DurationSeconds = Math.Round(part.Duration.TotalSeconds, 3),
        Rows = part.Rows,
        Done = part.Done,
        Failed = part.Failed,
        NotSent = part.NotSent,
        OutcomeUnknown = part.OutcomeUnknown,
        Skipped = part.Skipped,
        Requests = part.Requests,
        Batches = part.Batches,
        Retries = part.Retries,
        Throttled = part.Throttled,
        QuotaWaitSeconds = Math.Round(part.QuotaWait.TotalSeconds, 3),
        WriteLimit = part.WriteLimit,
        CurrentWriteLimit = part.CurrentWriteLimit,
        RowsPerSecond = part.RowsPerSecond,
        CoverageCount = part.Coverage.Count,
    };

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Clean(string? text) => text is null ? null : TextSanitizer.Sanitize(text);
}
