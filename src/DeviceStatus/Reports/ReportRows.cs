using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;
using DeviceStatus.Reporting;

namespace DeviceStatus.Reports;

/// <summary>Makes report rows of whatever people pipe: statuses, rows of a CSV, error records, runs, and journals.</summary>
internal static class ReportRows
{
    internal static IEnumerable<ReportRow> From(PSObject input) => input.BaseObject switch
    {
        Run run => FromRun(run),
        ErrorRecord error => [FromError(error)],
        _ => [FromObject(input)],
    };

    internal static IEnumerable<ReportRow> FromJournal(JournalHeader? header, IEnumerable<JournalEntry> entries)
    {
        string? noun = Noun(header?.Command);
        foreach (JournalEntry entry in entries)
        {
            yield return new ReportRow
            {
                Noun = noun,
                Id = entry.Id,
                ParentId = ParentOf(entry.Path),
                Row = (int)Math.Min(entry.Row, int.MaxValue),
                Operation = entry.Method,
                Outcome = entry.Outcome.ToString(),
                ErrorId = entry.ErrorId,
                Reason = entry.Reason,
            };
        }
    }

    /// <summary>A run remembers what did not end as done; the rest is done.</summary>
    private static IEnumerable<ReportRow> FromRun(Run run)
    {
        string? noun = Noun(run.Command);
        Dictionary<long, RunFailure> failures = run.Failures.ToDictionary(failure => failure.Row);

        // Empty rows have a number and are not counted, so the numbers of the rows may go beyond their count.
        long last = Math.Max(run.Rows, failures.Keys.DefaultIfEmpty().Max());
        long done = run.Rows - failures.Count;
        for (long row = 1; row <= last; row++)
        {
            if (!failures.TryGetValue(row, out RunFailure? failure) && --done < 0)
            {
                continue;
            }

            yield return new ReportRow
            {
                Noun = noun,
                Row = (int)Math.Min(row, int.MaxValue),
                Operation = run.Command,
                Id = failure?.Id,
                Outcome = failure?.Outcome ?? nameof(RowOutcome.Done),
                ErrorId = failure?.ErrorId,
                Reason = failure?.Reason,
            };
        }
    }

    private static ReportRow FromError(ErrorRecord error)
    {
        string id = error.FullyQualifiedErrorId.Split(',')[0];
        ReportRow row = error.TargetObject is null ? new ReportRow() : FromObject(PSObject.AsPSObject(error.TargetObject));
        return row with
        {
            ErrorId = id,
            Reason = error.Exception.Message,
            Outcome = id switch
            {
                GraphErrorId.NotSent => nameof(RowOutcome.NotSent),
                GraphErrorId.OutcomeUnknown => nameof(RowOutcome.Unknown),
                _ => nameof(RowOutcome.Failed),
            },
        };
    }

    private static ReportRow FromObject(PSObject input)
    {
        string? typeName = input.TypeNames.FirstOrDefault(name => name.StartsWith(StatusObject.TypePrefix, StringComparison.Ordinal));
        ResourceDescriptor? resource = typeName is null
            ? null
            : GraphSchema.Resources.FirstOrDefault(one => one.Noun == typeName[StatusObject.TypePrefix.Length..]);
        return new ReportRow
        {
            Noun = resource?.Noun,
            ParentId = GraphSchema.Resources.Select(one => Text(input, one.ParentParameter)).FirstOrDefault(id => id is not null),
            Id = Text(input, "Id"),
            DeviceDisplayName = Text(input, "DeviceDisplayName"),
            UserName = Text(input, "UserName") ?? Text(input, "UserDisplayName"),
            UserPrincipalName = Text(input, "UserPrincipalName"),
            DeviceModel = Text(input, "DeviceModel"),
            OsVersion = Text(input, "OsVersion"),
            Status = Text(input, "Status"),
            InstallStatus = Text(input, "InstallStatus"),
            ComplianceGracePeriodExpirationDateTime = Date(input, "ComplianceGracePeriodExpirationDateTime"),
            LastReportedDateTime = Date(input, "LastReportedDateTime"),
        };
    }

    private static object? Value(PSObject input, string? name) =>
        name is null ? null : PSValue.Unwrap(input.Properties[name]?.Value);

    private static string? Text(PSObject input, string? name) =>
        Value(input, name) is { } value && Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    private static DateTimeOffset? Date(PSObject input, string name)
    {
        try
        {
            return Value(input, name) switch
            {
                DateTimeOffset date => date,
                DateTime date => PropertyConverter.FromDateTime(date),
                string text when !string.IsNullOrWhiteSpace(text) => PropertyConverter.ParseDate(name, text),
                _ => null,
            };
        }
        catch (ArgumentException)
        {
            // A row whose date cannot be read still belongs in the report.
            return null;
        }
    }

    private static string? Noun(string? command) => command?[(command.IndexOf('-', StringComparison.Ordinal) + 1)..];

    /// <summary>The parent is the fourth segment of a path that has six: /version/area/collection/parent/deviceStatuses/id.</summary>
    private static string? ParentOf(string? path)
    {
        string[] segments = path?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return segments.Length >= 5 ? Uri.UnescapeDataString(segments[3]) : null;
    }
}
