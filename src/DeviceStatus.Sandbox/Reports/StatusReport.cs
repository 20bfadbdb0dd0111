using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;

namespace DeviceStatus.Sandbox.Reports;

/// <summary>Writes a report of the stored statuses in the format of Intune: one CSV file with a byte order mark in a zip file.</summary>
internal static class StatusReport
{
    /// <summary>The number and text of each status in the reports.</summary>
    private static readonly Dictionary<string, (string Number, string Text)> Words = new(StringComparer.Ordinal)
    {
        ["unknown"] = ("0", "Unknown"),
        ["notApplicable"] = ("1", "Not applicable"),
        ["compliant"] = ("2", "Succeeded"),
        ["remediated"] = ("3", "Remediated"),
        ["nonCompliant"] = ("4", "Not compliant"),
        ["error"] = ("5", "Error"),
        ["conflict"] = ("6", "Conflict"),
        ["notAssigned"] = ("7", "Not assigned"),
    };

    /// <summary>The columns of the report of configuration profiles.</summary>
    private static readonly StatusReportColumn[] ProfileColumns =
    [
        new("AssignmentFilterIds", static _ => string.Empty),
        new("DeviceName", static row => row["deviceDisplayName"]),
        new("IntuneDeviceId", static row => row.DeviceId),
        new("Manufacturer", static _ => "Apple"),
        new("Model", static row => row["deviceModel"]),
        new("PolicyId", static row => row.PolicyId),
        new("PolicyName", static row => row.PolicyName),
        new("PolicyStatus", static row => Words[row["status"] ?? "unknown"].Number) { IsNumber = true },
        new("PolicyStatus_loc", static row => Words[row["status"] ?? "unknown"].Text),
        new("PspdpuLastModifiedTimeUtc", static row => row.Date("lastReportedDateTime")),
        new("ReportStatus", static row => Words[row["status"] ?? "unknown"].Text),
        new("UnifiedPolicyPlatformType", static _ => "2") { IsNumber = true },
        new("UnifiedPolicyPlatformType_loc", static _ => "iOS/iPadOS"),
        new("UnifiedPolicyType", static _ => "101") { IsNumber = true },
        new("UPN", static row => row["userPrincipalName"]),
    ];

    /// <summary>The columns of the report of compliance policies.</summary>
    private static readonly StatusReportColumn[] ComplianceColumns =
    [
        new("AadDeviceId", static row => row.DeviceId),
        new("DeviceId", static row => row.DeviceId),
        new("DeviceName", static row => row["deviceDisplayName"]),
        new("LastContact", static row => row.Date("lastReportedDateTime")),
        new("ManagementAgents", static _ => "2") { IsNumber = true },
        new("ManagementAgents_loc", static _ => "MDM"),
        new("OS", static _ => "iOS"),
        new("PolicyId", static row => row.PolicyId),
        new("PolicyStatus", static row => Words[row["status"] ?? "unknown"].Number) { IsNumber = true },
        new(
            "PolicyStatus_loc",
            static row => Words[row["status"] ?? "unknown"].Text == "Succeeded" ? "Compliant" : Words[row["status"] ?? "unknown"].Text),
        new("UPN", static row => row["userPrincipalName"]),
        new("UserName", static row => row["userName"]),
    ];

    /// <summary>The columns of a report, or null if the sandbox does not have the report.</summary>
    internal static StatusReportColumn[]? ColumnsOf(string reportName) =>
        IsCompliance(reportName) ? ComplianceColumns
        : reportName.StartsWith("DeviceStatusesByConfigurationProfile", StringComparison.OrdinalIgnoreCase) ? ProfileColumns
        : null;

    /// <summary>Whether a report contains compliance policies.</summary>
    internal static bool IsCompliance(string reportName) =>
        reportName.StartsWith("DeviceStatusByCompliacePolicyReport", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes the zip file.</summary>
    internal static byte[] Write(string name, IReadOnlyList<StatusReportColumn> columns, IEnumerable<StatusReportRow> rows)
    {
        using MemoryStream zip = new();
        using (ZipArchive archive = new(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            using StreamWriter text = new(
                archive.CreateEntry(name + ".csv").Open(),
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            using CsvWriter csv = new(text, CultureInfo.InvariantCulture);
            Write(csv, columns.Select(static column => (string?)column.Name));
            foreach (StatusReportRow row in rows)
            {
                Write(csv, columns.Select(column => column.Value(row)));
            }
        }

        return zip.ToArray();
    }

    private static void Write(CsvWriter csv, IEnumerable<string?> cells)
    {
        foreach (string? cell in cells)
        {
            csv.WriteField(cell);
        }

        csv.NextRecord();
    }
}
