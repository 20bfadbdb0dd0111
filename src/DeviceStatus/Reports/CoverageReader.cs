using System.Collections;
using System.Management.Automation;
using DeviceStatus.Output;
using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Reports;

/// <summary>Reads coverage records, from a run of Get-DeviceStatus or from the records themselves.</summary>
internal static class CoverageReader
{
    private const string ListProperty = "Coverage";

    /// <summary>
    /// Reads the coverage records of an object; returns <see langword="null"/> when it is neither a run of Get-DeviceStatus nor a record.
    /// </summary>
    internal static IReadOnlyList<SnapshotCoverage>? Read(PSObject input)
    {
        if (input.Properties[ListProperty]?.Value is { } value && (value as PSObject)?.BaseObject is var bare
            && (bare ?? value) is IEnumerable list and not string)
        {
            List<SnapshotCoverage> records =
                [.. list.Cast<object?>().OfType<object>().Select(item => Record(PSObject.AsPSObject(item))).OfType<SnapshotCoverage>()];
            return records.Count > 0 ? records : null;
        }

        return Record(input) is { } record ? [record] : null;
    }

    /// <summary>
    /// Gets the records of the newest run of Get-DeviceStatus if it read all of the policies; <see langword="null"/> if the statuses have
    /// another origin.
    /// </summary>
    internal static IReadOnlyList<SnapshotCoverage>? OfLastRun(IEnumerable<(string? Connection, string Kind, string? PolicyId)> policies)
    {
        IReadOnlyList<SnapshotCoverage>? records = RunHistory.All().Reverse().Select(run => Read(PSObject.AsPSObject(run)))
            .FirstOrDefault(list => list is not null);
        if (records is null)
        {
            return null;
        }

        HashSet<string> read = [.. records.Select(record => Key(record.Connection, record.Kind, record.PolicyId))];
        return policies.All(policy => read.Contains(Key(policy.Connection, policy.Kind, policy.PolicyId))) ? records : null;
    }

    private static string Key(string? connection, string kind, string? policyId) => string.Join('\0', connection, kind, policyId);

    private static SnapshotCoverage? Record(PSObject input)
    {
        if (ObjectReader.Text(input, "Kind") is not { } kind || ObjectReader.Text(input, "State") is not { } state
            || input.Properties["Read"] is null)
        {
            return null;
        }

        string? connection = StatusReader.ConnectionName(input);
        return new SnapshotCoverage
        {
            Connection = connection,
            TenantId = ObjectReader.Text(input, "TenantId") ?? StatusReader.TenantOf(connection),
            Kind = kind,
            PolicyId = ObjectReader.Text(input, "PolicyId"),
            PolicyName = ObjectReader.Text(input, "PolicyName"),
            Read = ObjectReader.Number(input, "Read"),
            Expected = ObjectReader.Number(input, "Expected"),
            StateName = state,
            Reason = ObjectReader.Text(input, "Reason"),
        };
    }
}
