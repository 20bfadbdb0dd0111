using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Reporting;
using DeviceStatus.Reporting.Comparison;
using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Reports;

/// <summary>Creates report rows from statuses, rows of a CSV, error records, runs, and journals.</summary>
internal static partial class ReportRows
{
    /// <summary>The counts of an overview with their statuses.</summary>
    private static readonly (string Property, string Status)[] OverviewCounts =
    [
        ("SuccessCount", "compliant"), ("PendingCount", "pending"), ("ConflictCount", "conflict"),
        ("ErrorCount", "error"), ("FailedCount", "failed"), ("NotApplicableCount", "notApplicable"),
    ];

    internal static IEnumerable<ReportRow> From(PSObject input) => input.BaseObject switch
    {
        Run run => FromRun(run),
        ErrorRecord error => [FromError(error)],
        _ => IsOverview(input) ? FromOverview(input) : [FromObject(input)],
    };

    /// <summary>Creates a row from a status of a snapshot and its change.</summary>
    internal static ReportRow FromDifference(StatusDifference difference)
    {
        SnapshotStatus status = difference.Newest;
        return new ReportRow
        {
            Count = difference.After is null ? 0 : 1,
            Change = difference.Change?.ToString(),
            Before = difference.Change is null || difference.Before is null ? null : difference.BeforeText,
            Noun = status.Noun,
            Connection = status.Connection,
            PolicyKind = status.Kind,
            PolicyName = status.PolicyName,
            ParentId = status.PolicyId,
            Id = status.ServiceId,
            DeviceDisplayName = status["deviceDisplayName"] as string,
            UserName = status["userName"] as string ?? status["userDisplayName"] as string,
            UserPrincipalName = status["userPrincipalName"] as string,
            DeviceModel = status["deviceModel"] as string,
            OsVersion = status["osVersion"] as string,
            Status = difference.After is null ? null : status["status"] as string,
            InstallStatus = difference.After is null ? null : status["installStatus"] as string,
            ComplianceGracePeriodExpirationDateTime = status["complianceGracePeriodExpirationDateTime"] as DateTimeOffset?,
            LastReportedDateTime = status["lastReportedDateTime"] as DateTimeOffset?,
        };
    }

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

    /// <summary>A run stores only the rows that are not done; all others are done.</summary>
    private static IEnumerable<ReportRow> FromRun(Run run)
    {
        string? noun = Noun(run.Command);
        ILookup<bool, RunFailure> all = run.Failures.ToLookup(failure => failure.Row > 0);
        Dictionary<long, RunFailure> failures = all[true].ToDictionary(failure => failure.Row);

        // Empty rows have a number but are not counted, so the number of a row may be greater than the count.
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

        // Failures without a row, such as a command that was refused.
        foreach (RunFailure failure in all[false])
        {
            yield return new ReportRow
            {
                Noun = noun,
                Operation = run.Command,
                Outcome = failure.Outcome,
                ErrorId = failure.ErrorId,
                Reason = failure.Reason,
            };
        }
    }

    private static ReportRow FromError(ErrorRecord error)
    {
        string id = error.FullyQualifiedErrorId.Split(',')[0];
        ReportRow row = error.TargetObject switch
        {
            null => new ReportRow(),
            string text => new ReportRow { Id = text },
            _ => FromObject(PSObject.AsPSObject(error.TargetObject)),
        };
        string reason = error.ErrorDetails?.Message is { Length: > 0 } details ? details : error.Exception.Message;
        return row with
        {
            Row = row.Row ?? RowNumber(error),
            ErrorId = id,
            Reason = error.Exception.Message is { Length: > 0 } message ? message : reason,
            Outcome = id switch
            {
                GraphErrorId.NotSent => nameof(RowOutcome.NotSent),
                GraphErrorId.OutcomeUnknown => nameof(RowOutcome.Unknown),
                _ => nameof(RowOutcome.Failed),
            },
        };
    }

    /// <summary>The number of the row in its run, from the exception or from the beginning of the message.</summary>
    private static int? RowNumber(ErrorRecord error)
    {
        string? number = ObjectReader.Text(PSObject.AsPSObject(error.Exception), "Row")
            ?? Convert.ToString(error.Exception.Data["Row"], CultureInfo.InvariantCulture);
        if (string.IsNullOrEmpty(number))
        {
            number = RowAtStart().Match(error.ErrorDetails?.Message ?? error.Exception.Message).Groups["row"].Value;
        }

        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int row) ? row : null;
    }

    /// <summary>Whether an object has the counts of a policy: it is from an overview cmdlet, or is a row with the same columns.</summary>
    private static bool IsOverview(PSObject input) =>
        ObjectReader.Resource(input) is { } resource
            ? resource.IsSingleton
            : input.Properties["Status"] is null
                && input.Properties["SuccessCount"] is not null
                && input.Properties["PendingCount"] is not null;

    private static IEnumerable<ReportRow> FromOverview(PSObject input)
    {
        ReportRow shared = FromObject(input);
        foreach ((string property, string status) in OverviewCounts)
        {
            if (ObjectReader.Number(input, property) is > 0 and long count)
            {
                yield return shared with { Status = status, Count = (int)Math.Min(count, int.MaxValue) };
            }
        }
    }

    private static ReportRow FromObject(PSObject input)
    {
        ResourceDescriptor? resource = ObjectReader.Resource(input);
        return new ReportRow
        {
            Noun = resource?.Noun,
            Connection = StatusReader.ConnectionName(input),
            PolicyKind = ObjectReader.Text(input, "PolicyKind")
                ?? (resource is { IsSingleton: false } ? SnapshotStatus.KindOf(resource.Noun) : resource?.Parent?.Noun),
            PolicyName = ObjectReader.Text(input, "PolicyName"),
            ParentId = GraphSchema.Policies.Select(policies => ObjectReader.Text(input, policies.Noun + "Id"))
                .FirstOrDefault(id => id is not null),
            Id = ObjectReader.Text(input, "Id"),
            DeviceDisplayName = ObjectReader.Text(input, "DeviceDisplayName"),
            UserName = ObjectReader.Text(input, "UserName") ?? ObjectReader.Text(input, "UserDisplayName"),
            UserPrincipalName = ObjectReader.Text(input, "UserPrincipalName"),
            DeviceModel = ObjectReader.Text(input, "DeviceModel"),
            OsVersion = ObjectReader.Text(input, "OsVersion"),
            Status = ObjectReader.Text(input, "Status"),
            InstallStatus = ObjectReader.Text(input, "InstallStatus"),
            ComplianceGracePeriodExpirationDateTime = ObjectReader.Date(input, "ComplianceGracePeriodExpirationDateTime"),
            LastReportedDateTime = ObjectReader.Date(input, "LastReportedDateTime"),
        };
    }

    private static string? Noun(string? command) => command?[(command.IndexOf('-', StringComparison.Ordinal) + 1)..];

    /// <summary>The parent is the fourth segment of a path that has six: /version/area/collection/parent/deviceStatuses/id.</summary>
    private static string? ParentOf(string? path)
    {
        string[] segments = path?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return segments.Length >= 5 ? Uri.UnescapeDataString(segments[3]) : null;
    }

    [GeneratedRegex(@"^Row (?<row>\d{1,9})\b", RegexOptions.CultureInvariant)]
    private static partial Regex RowAtStart();
}
