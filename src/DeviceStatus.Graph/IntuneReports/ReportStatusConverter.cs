using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>
/// Converts a row of a status report to an object of the status collection, with the same property names and types. Properties that the
/// report lacks are null; its other columns are kept under their own names.
/// </summary>
public static class ReportStatusConverter
{
    private const string Localized = "_loc";
    private const string Status = "status";
    private const string LastReported = "lastReportedDateTime";

    /// <summary>The columns of the reports by property. The first column that the row has is used.</summary>
    private static readonly (string Property, string[] Columns)[] Sources =
    [
        ("deviceDisplayName", ["DeviceName"]),
        ("userName", ["UserName"]),
        ("deviceModel", ["Model"]),
        ("platform", []),
        ("complianceGracePeriodExpirationDateTime", []),
        (Status, ["ReportStatus", "ReportStatus" + Localized, "PolicyStatus" + Localized]),
        (LastReported, ["PspdpuLastModifiedTimeUtc", "LastContact"]),
        ("userPrincipalName", ["UPN"]),
    ];

    private static readonly string[] DateFormats =
        ["yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd"];

    /// <summary>The columns of each header, so that names are looked up once for each file and not for each row.</summary>
    private static readonly ConditionalWeakTable<ReportHeader, Plan> Plans = [];

    /// <summary>The status for each word of the reports. For any other word the status is unknown, and the column is kept.</summary>
    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Succeeded"] = "compliant",
        ["Success"] = "compliant",
        ["Compliant"] = "compliant",
        ["Remediated"] = "remediated",
        ["NotCompliant"] = "nonCompliant",
        ["NonCompliant"] = "nonCompliant",
        ["Error"] = "error",
        ["Failed"] = "error",
        ["Conflict"] = "conflict",
        ["NotApplicable"] = "notApplicable",
        ["NotAssigned"] = "notAssigned",
        ["Unknown"] = "unknown",
        ["NotEvaluated"] = "unknown",
        ["Pending"] = "unknown",
    };

    /// <summary>Converts a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="resource">The resource whose objects it stands for.</param>
    /// <returns>The object; its parent is the policy that the row names.</returns>
    public static StatusEntity Convert(ReportRow row, ResourceDescriptor resource)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Convert(row, resource, row["PolicyId"]);
    }

    /// <summary>Converts a row of a known policy.</summary>
    /// <param name="row">The row.</param>
    /// <param name="resource">The resource whose objects it stands for.</param>
    /// <param name="policyId">The id of the policy, which the row may lack.</param>
    /// <returns>The object.</returns>
    public static StatusEntity Convert(ReportRow row, ResourceDescriptor resource, string? policyId)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(resource);
        Plan plan = Plans.GetValue(row.Header, static header => new Plan(header));
        object?[] values = new object?[1 + Sources.Length + plan.Others.Length];
        for (int i = 0; i < Sources.Length; i++)
        {
            string property = Sources[i].Property;
            int[] columns = plan.Columns[i];
            string? text = property == Status ? StatusOf(row, columns) : First(row, columns);
            values[i + 1] = property == LastReported && text is not null ? DateOf(text) : text;
        }

        for (int i = 0; i < plan.Others.Length; i++)
        {
            string text = row.Values[plan.Others[i]];
            values[1 + Sources.Length + i] = text.Length == 0 ? null : text;
        }

        return new StatusEntity(resource, policyId, plan.LayoutOf(resource), values);
    }

    /// <summary>Whether a row has its status as a word. The meaning of a number is not documented.</summary>
    /// <param name="row">The row.</param>
    /// <returns><see langword="false"/> when the converted status is unknown because the report has only a number.</returns>
    public static bool HasStatusText(ReportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Plan plan = Plans.GetValue(row.Header, static header => new Plan(header));
        return Array.Exists(plan.StatusColumns, column => row.Values[column].Any(char.IsLetter));
    }

    /// <summary>Refuses a report without columns for a device and a status.</summary>
    /// <exception cref="ReportFailedException">A column is missing; the message names it.</exception>
    internal static void EnsureUsable(ReportRow row, string report, bool needsPolicy)
    {
        string? missing = row.Header.IndexOf("DeviceName") < 0 ? "DeviceName"
            : needsPolicy && row.Header.IndexOf("PolicyId") < 0 ? "PolicyId"
            : row.Header.IndexOf("ReportStatus") < 0 && row.Header.IndexOf("PolicyStatus") < 0 ? "ReportStatus"
            : null;
        if (missing is not null)
        {
            throw new ReportFailedException(
                $"The report {report} has no column {missing}. Its columns are: {string.Join(", ", row.Columns.Take(30))}. "
                    + $"Export-DeviceStatusIntuneReport shows the report as it is.");
        }
    }

    private static string? First(ReportRow row, int[] columns)
    {
        foreach (int column in columns)
        {
            if (row.Values[column].Length > 0)
            {
                return row.Values[column];
            }
        }

        return null;
    }

    private static string StatusOf(ReportRow row, int[] columns)
    {
        foreach (int column in columns)
        {
            string text = row.Values[column];
            if (Words.TryGetValue(text, out string? member) || Words.TryGetValue(string.Concat(text.Where(char.IsLetter)), out member))
            {
                return member;
            }
        }

        return "unknown";
    }

    /// <summary>Reads a date of a report: ISO 8601, or the service's "2026-07-20 08:15:30.0000000", both UTC.</summary>
    private static object DateOf(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            DateFormats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset date)
            ? date
            : text;

    /// <summary>The columns of a header that become properties, and those that are kept under their own names.</summary>
    private sealed class Plan
    {
        private readonly string[] _names;
        private readonly ConcurrentDictionary<ResourceDescriptor, EntityLayout> _layouts = new();

        internal Plan(ReportHeader header)
        {
            Columns = [.. Sources.Select(source => source.Columns.Select(header.IndexOf).Where(static index => index >= 0).ToArray())];
            StatusColumns = Columns[Array.FindIndex(Sources, static source => source.Property == Status)];
            HashSet<int> consumed = [.. Columns.Where(columns => columns != StatusColumns).SelectMany(static columns => columns)];
            Others = [.. Enumerable.Range(0, header.Names.Count)
                .Where(index => !consumed.Contains(index) && !EntityLayout.IsSkipped(header.Names[index]))];
            _names = ["id", .. Sources.Select(static source => source.Property), .. Others.Select(index => header.Names[index])];
        }

        internal int[][] Columns { get; }

        internal int[] StatusColumns { get; }

        internal int[] Others { get; }

        internal EntityLayout LayoutOf(ResourceDescriptor resource) => _layouts.GetOrAdd(resource, each => each.GetLayout(_names));
    }
}
