using DeviceStatus.Graph.Schema;
using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Reporting.Tests;

/// <summary>Statuses and snapshots for the tests.</summary>
internal static class SnapshotSamples
{
    internal const string Noun = "DeviceConfigurationDeviceStatus";
    internal const string Kind = "DeviceConfiguration";
    internal static readonly DateTimeOffset TakenOn = new(2026, 8, 5, 6, 0, 0, TimeSpan.Zero);

    internal static SnapshotStatus Status(
        int device, string status = "compliant", string policy = "p1", string? tenant = "t1", string noun = Noun,
        params (string Name, object? Value)[] more) => new()
        {
            Noun = noun,
            Id = FormattableString.Invariant($"id-{device}"),
            TenantId = tenant,
            Connection = "Contoso",
            PolicyId = policy,
            PolicyName = "Policy " + policy,
            Values = SnapshotStatus.InOrder(GraphSchema.ByNoun(noun),
            [
                .. more.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)),
                KeyValuePair.Create("status", (object?)status),
                KeyValuePair.Create("deviceDisplayName", (object?)FormattableString.Invariant($"device-{device}")),
                KeyValuePair.Create("lastReportedDateTime", (object?)TakenOn.AddMinutes(-device)),
            ]),
        };

    internal static SnapshotCoverage Coverage(
        string policy = "p1", string state = "Complete", long? read = null, string? tenant = "t1", string kind = Kind) => new()
        {
            TenantId = tenant,
            Connection = "Contoso",
            Kind = kind,
            PolicyId = policy,
            PolicyName = "Policy " + policy,
            Read = read,
            StateName = state,
        };

    internal static SnapshotBuilder Build(IEnumerable<SnapshotStatus> statuses, params SnapshotCoverage[] coverage)
    {
        SnapshotBuilder builder = new(TakenOn) { IsComplete = coverage.Length == 0 };
        foreach (SnapshotStatus status in statuses)
        {
            builder.Add(status);
        }

        foreach (SnapshotCoverage record in coverage)
        {
            builder.Add(record);
        }

        return builder;
    }
}
