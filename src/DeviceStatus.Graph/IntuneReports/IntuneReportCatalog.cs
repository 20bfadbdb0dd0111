namespace DeviceStatus.Graph.IntuneReports;

/// <summary>
/// The reports with known names and columns. Source: Microsoft's page "Intune reports and properties available using Graph API" as of
/// 2025-09-08. Other names are sent unchanged.
/// </summary>
public static class IntuneReportCatalog
{
    private static readonly string[] ProfileColumns =
    [
        "AssignmentFilterIds", "DeviceName", "IntuneDeviceId", "Manufacturer", "Model", "PolicyId", "PolicyName", "PolicyStatus",
        "PspdpuLastModifiedTimeUtc", "ReportStatus", "TemplateVersion", "UnifiedPolicyPlatformType", "UnifiedPolicyType", "UPN",
    ];

    private static readonly string[] ProfileFilters = ["PolicyId", "PolicyBaseTypeName", "PolicyStatus", "PolicyTypeName"];

    private static readonly string[] ComplianceColumns =
    [
        "AadDeviceId", "DeviceId", "DeviceName", "LastContact", "ManagementAgents", "OS", "PolicyId", "PolicyStatus", "UPN", "UserId",
        "UserName",
    ];

    /// <summary>Device statuses of configuration profiles, settings catalog policies included.</summary>
    public static IntuneReport DeviceStatusesByConfigurationProfile { get; } =
        new("DeviceStatusesByConfigurationProfile", "Device and user check-in status of configuration profiles")
        {
            Columns = ProfileColumns,
            FilterColumns = ProfileFilters,
        };

    /// <summary>Device statuses of compliance policies. The spelling is the service's.</summary>
    public static IntuneReport DeviceStatusByCompliancePolicy { get; } =
        new("DeviceStatusByCompliacePolicyReport", "Device status of compliance policies")
        {
            Columns = ComplianceColumns,
            FilterColumns = ["PolicyId"],
        };

    /// <summary>Every known report.</summary>
    public static IReadOnlyList<IntuneReport> Reports { get; } =
    [
        DeviceStatusesByConfigurationProfile,
        Profile("V3", "Device and user check-in status of configuration profiles, version 3"),
        Profile("WithPF", "Device and user check-in status of configuration profiles with policy families"),
        Profile("ForASR", "Device status of attack surface reduction profiles"),
        Profile("ForEDR", "Device status of endpoint detection and response profiles"),
        Profile("ForAppControl", "Device status of app control profiles"),
        new("DeviceAssignmentStatusByConfigurationPolicy", "Assignment status of configuration policies")
        {
            Columns = ["AadDeviceId", "AssignmentStatus", "DeviceName", "IntuneDeviceId", "PolicyId", "PolicyName", "ReportStatus", "UPN"],
            FilterColumns = ["PolicyId", "AssignmentStatus", "PolicyBaseTypeName", "UnifiedPolicyPlatformType"],
        },
        DeviceStatusByCompliancePolicy,
        new("DeviceStatusByCompliacePolicyReportV3", "Device status of compliance policies, version 3")
        {
            Columns = ComplianceColumns,
            FilterColumns = ["PolicyId"],
        },
        new("DeviceStatusSummaryByCompliacePolicyReport", "Counts of device statuses by compliance policy"),
        new("ConfigurationPolicyDeviceAggregates", "Counts of device statuses by configuration policy")
        {
            Columns =
            [
                "PolicyId", "PolicyName", "NumberOfCompliantDevices", "NumberOfConflictDevices", "NumberOfErrorDevices",
                "NumberOfNotApplicableDevices",
            ],
            FilterColumns = ["PolicyId"],
        },
        new("DeviceCompliance", "Compliance of all devices") { FilterColumns = ["ComplianceState", "OS"] },
        new("DeviceNonCompliance", "Devices that are not compliant") { FilterColumns = ["ComplianceState", "OS"] },
        new("DeviceRunStatesByProactiveRemediation", "Run states of remediation scripts by device"),
        new("DeviceInstallStatusByApp", "Install status of an app by device"),
        new("UserInstallStatusAggregateByApp", "Install status of an app by user"),
        new("Devices", "All devices with their hardware and management properties"),
    ];

    /// <summary>Finds a report by its name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The report, or <see langword="null"/> for a name that is not in the catalog.</returns>
    public static IntuneReport? Find(string name) =>
        Reports.FirstOrDefault(report => string.Equals(report.Name, name, StringComparison.OrdinalIgnoreCase));

    private static IntuneReport Profile(string suffix, string description) =>
        new(DeviceStatusesByConfigurationProfile.Name + suffix, description) { Columns = ProfileColumns, FilterColumns = ProfileFilters };
}
