using System.Globalization;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Sandbox.Seed;

/// <summary>The policies of the initial data.</summary>
internal static class SeedPolicies
{
    /// <summary>The policies that every sandbox has, in the order of the lists.</summary>
    internal static IReadOnlyList<SeedPolicy> All { get; } =
    [
        new(
            PolicySchema.DeviceConfiguration,
            "d1000000-0000-4000-8000-000000000001",
            "iOS - Baseline restrictions",
            150,
            "iosGeneralDeviceConfiguration")
        {
            Description = "Passcode, iCloud and App Store restrictions for every managed device.",
            Version = 7,
        },
        new(
            PolicySchema.DeviceConfiguration, "d1000000-0000-4000-8000-000000000002", "iOS - Corporate Wi-Fi", 40, "iosWiFiConfiguration")
        {
            Description = "The SSID of the offices, with certificates.",
            Modified = "2026-03-18T13:05:12Z",
            Version = 3,
        },
        new(
            PolicySchema.DeviceConfiguration,
            "d1000000-0000-4000-8000-000000000003",
            "iPadOS - Shared classroom",
            20,
            "iosEduDeviceConfiguration")
        {
            Created = "2026-01-08T15:40:00Z",
        },
        new(
            PolicySchema.DeviceConfiguration,
            "d1000000-0000-4000-8000-000000000004",
            "iOS - Email profile",
            60,
            "iosEasEmailProfileConfiguration")
        {
            Description = "Exchange Online for the built-in mail app.",
            Created = "2024-09-30T08:00:00Z",
            Version = 12,
            Shift = 9,
        },
        new(
            PolicySchema.DeviceConfiguration,
            "d1000000-0000-4000-8000-000000000005",
            "iOS - VPN for field staff",
            30,
            "iosVpnConfiguration")
        {
            Created = "2026-05-26T10:20:30Z",
            Modified = "2026-05-29T16:45:00Z",
            Version = 2,
            Shift = 15,
        },
        new(
            PolicySchema.DeviceCompliancePolicy,
            "c1000000-0000-4000-8000-000000000001",
            "iOS - Compliance for staff",
            120,
            "iosCompliancePolicy")
        {
            Description = "Minimum OS version, passcode, not jailbroken.",
            Version = 5,
        },
        new(
            PolicySchema.DeviceCompliancePolicy,
            "c1000000-0000-4000-8000-000000000002",
            "iOS - Compliance for kiosks",
            40,
            "iosCompliancePolicy")
        {
            Modified = "2026-02-11T11:00:00Z",
            Version = 2,
        },
        new(
            PolicySchema.DeviceCompliancePolicy,
            "c1000000-0000-4000-8000-000000000003",
            "iPadOS - Compliance for classrooms",
            20,
            "iosCompliancePolicy")
        {
            Created = "2026-01-08T15:42:10Z",
            Shift = 4,
        },
        new(
            PolicySchema.MobileAppConfiguration,
            "a1000000-0000-4000-8000-000000000001",
            "Outlook - Account setup",
            110,
            "iosMobileAppConfiguration")
        {
            Description = "Signs the user in at the first start.",
            Version = 4,
        },
        new(
            PolicySchema.MobileAppConfiguration,
            "a1000000-0000-4000-8000-000000000002",
            "Edge - Home page",
            30,
            "iosMobileAppConfiguration"),
        new(
            PolicySchema.MobileAppConfiguration,
            "a1000000-0000-4000-8000-000000000003",
            "Teams - Shared devices",
            25,
            "iosMobileAppConfiguration")
        {
            Created = "2026-04-02T06:55:00Z",
            Shift = 7,
        },
        new(
            PolicySchema.IosLobAppProvisioningConfiguration,
            "b1000000-0000-4000-8000-000000000001",
            "Field service app - 2026",
            70,
            "iosLobAppProvisioningConfiguration")
        {
            PayloadFileName = "FieldService2026.mobileprovision",
            Version = 2,
        },
        new(
            PolicySchema.IosLobAppProvisioningConfiguration,
            "b1000000-0000-4000-8000-000000000002",
            "Warehouse app - 2026",
            30,
            "iosLobAppProvisioningConfiguration")
        {
            Expires = "2026-12-20T00:00:00Z",
            PayloadFileName = "Warehouse2026.mobileprovision",
        },
        new(
            PolicySchema.IosLobAppProvisioningConfiguration,
            "b1000000-0000-4000-8000-000000000003",
            "Inspection app - 2025",
            12,
            "iosLobAppProvisioningConfiguration")
        {
            Created = "2025-06-10T12:00:00Z",
            Modified = "2025-06-10T12:00:00Z",
            Expires = "2026-06-10T12:00:00Z",
            PayloadFileName = "Inspection2025.mobileprovision",
            Shift = 11,
        },
        new(
            PolicySchema.ConfigurationPolicy,
            "e1000000-0000-4000-8000-000000000001",
            "Passcode rules (settings catalog)",
            60,
            "deviceManagementConfigurationPolicy")
        {
            Description = "Length and age of passcodes, from the settings catalog.",
            Modified = "2026-05-12T09:05:00Z",
        },
        new(
            PolicySchema.ConfigurationPolicy,
            "e1000000-0000-4000-8000-000000000002",
            "Software update rules (settings catalog)",
            25,
            "deviceManagementConfigurationPolicy")
        {
            Created = "2026-02-20T14:00:00Z",
            Shift = 13,
        },
    ];

    /// <summary>Creates device configurations with the same number of statuses, for tests and benchmarks of large tenants.</summary>
    internal static IReadOnlyList<SeedPolicy> Many(int count, int statuses) =>
    [
        .. Enumerable.Range(1, count).Select(number => new SeedPolicy(
            PolicySchema.DeviceConfiguration,
            string.Create(CultureInfo.InvariantCulture, $"d2000000-0000-4000-8000-{number:x12}"),
            string.Create(CultureInfo.InvariantCulture, $"Configuration {number:0000}"),
            statuses,
            "iosGeneralDeviceConfiguration") { Shift = number }),
    ];

    /// <summary>The derived type of a policy.</summary>
    internal static string ODataTypeOf(ResourceDescriptor resource, string id) =>
        "#microsoft.graph." + (All.FirstOrDefault(
            policy => policy.Resource == resource && string.Equals(policy.Id, id, StringComparison.OrdinalIgnoreCase))?.ODataType
            ?? (resource == PolicySchema.DeviceConfiguration ? "iosGeneralDeviceConfiguration" : resource.EntityType));
}
