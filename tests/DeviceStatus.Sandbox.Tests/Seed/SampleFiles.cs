using System.Text;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Routing;
using DeviceStatus.Sandbox.Seed;
using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Tests.Seed;

/// <summary>The CSV files of <c>samples/</c>, worked out from the sandbox's starting data, so that their ids are always its ids.</summary>
internal static class SampleFiles
{
    internal const string WithMistakes = "device-configuration-statuses.csv";

    private const int CreatedRows = 300;
    private const string BlankCell = "";

    /// <summary>The rows of <see cref="WithMistakes"/> that are wrong on purpose, counted from 0, and the value that is wrong.</summary>
    internal static IReadOnlyDictionary<int, string> Mistakes { get; } = new Dictionary<int, string>
    {
        [41] = "complaint",
        [86] = "2026-02-30T08:00:00Z",
        [132] = "00000000-0000-4000-8000-00000000dead",
    };

    internal static IReadOnlyDictionary<string, ResourceDescriptor> Updates { get; } = new Dictionary<string, ResourceDescriptor>
    {
        [WithMistakes] = GraphSchema.DeviceConfigurationDeviceStatus,
        ["device-compliance-policy-statuses.csv"] = GraphSchema.DeviceCompliancePolicyDeviceStatus,
        ["mobile-app-configuration-statuses.csv"] = GraphSchema.MobileAppConfigurationDeviceStatus,
        ["ios-lob-app-provisioning-statuses.csv"] = GraphSchema.IosLobAppProvisioningConfigurationDeviceStatus,
    };

    /// <summary>Makes every file.</summary>
    /// <returns>The text by the name of the file.</returns>
    internal static Dictionary<string, string> Make()
    {
        RouteTable routes = new();
        SandboxStore store = new(routes.Tables);
        SeedData.Fill(routes, store, new SandboxOptions());
        StoreSnapshot seed = store.Snapshot();
        Dictionary<string, string> files = Updates.ToDictionary(
            update => update.Key,
            update => Update(update.Value, seed, update.Key == WithMistakes ? Mistakes : new Dictionary<int, string>()));
        files.Add("ios-update-statuses.csv", Create());
        return files;
    }

    private static string Create()
    {
        string[] installStatuses =
        [
            "available", "downloading", "installing", "success", "downloadFailed", "idle", "installInsufficientPower",
        ];
        StringBuilder csv = new();
        Line(
            csv,
            "InstallStatus", "OsVersion", "DeviceId", "UserId", "DeviceDisplayName", "UserName", "DeviceModel",
            "ComplianceGracePeriodExpirationDateTime", "Status", "LastReportedDateTime", "UserPrincipalName");
        for (int row = 0; row < CreatedRows; row++)
        {
            // Devices behind those of the starting data: the rows are new.
            int place = 200 + row;
            bool isStaged = row % 7 == 0;
            Line(
                csv,
                installStatuses[row % installStatuses.Length],
                SeedStatus.OsVersion(place),
                SeedStatus.DeviceId(place),
                isStaged ? BlankCell : SeedStatus.UserId(place),
                SeedStatus.DeviceName(place),
                isStaged ? BlankCell : SeedStatus.UserName(place),
                row % 11 == 0 ? BlankCell : SeedStatus.DeviceModel(place),
                row % 3 == 0 ? SeedStatus.Date(43200 + (row * 13)) : SeedStatus.Never,
                Status(row),
                row % 10 == 9 ? "2026-06-12T09:30:00+02:00" : SeedStatus.Date(20160 + (row * 7), row * 1_000),
                isStaged ? BlankCell : SeedStatus.UserPrincipalName(place));
        }

        return csv.ToString();
    }

    private static string Update(ResourceDescriptor resource, StoreSnapshot seed, IReadOnlyDictionary<int, string> mistakes)
    {
        StringBuilder csv = new();
        Line(
            csv,
            resource.ParentParameter!,
            "Id",
            "Status",
            "LastReportedDateTime",
            "ComplianceGracePeriodExpirationDateTime",
            "DeviceModel");
        int row = 0;
        foreach (CollectionSnapshot collection in seed.Collections.Where(
            collection => collection.Table.Resource == resource && IsSampled(collection)))
        {
            foreach (SandboxItem item in collection.Items)
            {
                string id = item.Id;
                string status = Status(row);
                string reported = row % 6 == 5 ? BlankCell : SeedStatus.Date(30240 + (row * 5));
                if (mistakes.TryGetValue(row, out string? mistake))
                {
                    id = mistake.EndsWith("dead", StringComparison.Ordinal) ? mistake : id;
                    status = mistake == "complaint" ? mistake : status;
                    reported = mistake.EndsWith('Z') ? mistake : reported;
                }

                Line(
                    csv,
                    collection.ParentId!,
                    id,
                    status,
                    reported,
                    row % 4 == 1 ? SeedStatus.Date(60480 + row) : BlankCell,
                    row % 9 == 4 ? SeedStatus.DeviceModel(row) : BlankCell);
                row++;
            }
        }

        return csv.ToString();
    }

    /// <summary>The samples have rows for the policies whose statuses begin at the start of the sequence.</summary>
    private static bool IsSampled(CollectionSnapshot collection) =>
        SeedPolicies.All.Any(policy => policy.Id == collection.ParentId && policy.Shift == 0);

    // People type a capital now and then; the module sends what the service knows.
    private static string Status(int row) => (row % 8) switch
    {
        3 => "nonCompliant",
        5 => "remediated",
        7 => row % 16 == 7 ? "error" : "notApplicable",
        2 => "Compliant",
        _ => "compliant",
    };

    private static void Line(StringBuilder csv, params string[] cells) =>
        csv.AppendJoin(',', cells.Select(cell => cell.Contains(',', StringComparison.Ordinal) ? $"\"{cell}\"" : cell)).Append('\n');
}
