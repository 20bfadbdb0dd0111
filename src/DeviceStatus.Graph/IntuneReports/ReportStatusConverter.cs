using System.Globalization;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>
/// Converts a row of a status report to the object that the status collection would send: the same property names and types. What the
/// report lacks is null; what it has besides is kept under the report's own name.
/// </summary>
public static class ReportStatusConverter
{
    private const string Localized = "_loc";

    /// <summary>The columns of the reports, by the property that they stand for. The first column that the row has is taken.</summary>
    private static readonly (string Property, string[] Columns)[] Sources =
    [
        ("deviceDisplayName", ["DeviceName"]),
        ("userName", ["UserName"]),
        ("deviceModel", ["Model"]),
        ("platform", []),
        ("complianceGracePeriodExpirationDateTime", []),
        ("status", ["ReportStatus", "PolicyStatus" + Localized, "ReportStatus" + Localized]),
        ("lastReportedDateTime", ["PspdpuLastModifiedTimeUtc", "LastContact"]),
        ("userPrincipalName", ["UPN"]),
    ];

    /// <summary>What the reports call each status. A word that is not here is kept in the column and the status is unknown: no number is guessed.</summary>
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

    private static readonly HashSet<string> Consumed = new(
        Sources.SelectMany(source => source.Columns.Where(column => column is not ("ReportStatus" or "PolicyStatus_loc" or "ReportStatus_loc"))),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Converts a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="resource">The resource whose objects it stands for.</param>
    /// <returns>The object; its parent is the policy that the row names.</returns>
    public static StatusEntity Convert(ReportRow row, ResourceDescriptor resource)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(resource);
        List<KeyValuePair<string, object?>> values = new(Sources.Length + row.Columns.Count) { new("id", null) };
        foreach ((string property, string[] columns) in Sources)
        {
            string? text = columns.Select(column => row[column]).FirstOrDefault(static value => value is not null);
            values.Add(new(property, property switch
            {
                "status" => StatusOf(columns.Select(column => row[column])),
                "lastReportedDateTime" => text is null ? null : DateOf(text),
                _ => text,
            }));
        }

        for (int i = 0; i < row.Columns.Count; i++)
        {
            if (!Consumed.Contains(row.Columns[i]))
            {
                values.Add(new(row.Columns[i], row.Values[i].Length == 0 ? null : row.Values[i]));
            }
        }

        return new StatusEntity(resource, row["PolicyId"], values);
    }

    private static string StatusOf(IEnumerable<string?> texts)
    {
        foreach (string? text in texts)
        {
            string word = string.Concat((text ?? string.Empty).Where(char.IsLetter));
            if (Words.TryGetValue(word, out string? member))
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
            ["yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset date)
            ? date
            : text;
}
