
namespace DeviceStatus.Reporting.Tests;

/// <summary>Rows of every sort, made from a seed: several tenants and policies, portal words, both statuses, none, overviews.</summary>
internal static class RandomRows
{
    private static readonly string?[] Statuses =
    [
        "compliant", "nonCompliant", "Not compliant", "error", "conflict", "notApplicable", "Succeeded", "unknown", "remediated",
        "In grace period", "brandNew", null,
    ];

    private static readonly string?[] Installs = ["success", "downloadFailed", "available", null, null, null];

    internal static IReadOnlyList<ReportRow> Create(int seed, int tenants)
    {
        Random random = new(seed);
        return
        [
            .. Enumerable.Range(0, random.Next(1, 400)).Select(i => new ReportRow
            {
                Noun = "DeviceConfigurationDeviceStatus",
                Connection = tenants == 0 ? null : "tenant " + random.Next(tenants),
                PolicyKind = "DeviceConfiguration",
                PolicyName = "Policy " + random.Next(60),
                ParentId = FormattableString.Invariant($"p{random.Next(60)}"),
                Id = FormattableString.Invariant($"id-{i}"),
                DeviceDisplayName = FormattableString.Invariant($"device-{random.Next(90)}"),
                DeviceModel = Pick(["iPhone", "iPad", null]),
                OsVersion = Pick(["18.5", "17.0", null]),
                Status = Pick(Statuses),
                InstallStatus = Pick(Installs),
                Count = random.Next(10) == 0 ? random.Next(2, 30) : 1,
                ComplianceGracePeriodExpirationDateTime = random.Next(3) == 0 ? ReportSamples.Now.AddDays(random.Next(-5, 40)) : null,
            }),
        ];

        T Pick<T>(T[] values) => values[random.Next(values.Length)];
    }
}
