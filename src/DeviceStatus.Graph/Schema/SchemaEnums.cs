namespace DeviceStatus.Graph.Schema;

/// <summary>The enumerations of the schema, with the members of every version.</summary>
internal static class SchemaEnums
{
    /// <summary>The compliance status of a device or user; eight members, the same in v1.0 and beta.</summary>
    internal static EnumDescriptor ComplianceStatus { get; } = new(
        "complianceStatus",
        "a compliance status",
        new("unknown", 0, GraphVersions.Both),
        new("notApplicable", 1, GraphVersions.Both),
        new("compliant", 2, GraphVersions.Both),
        new("remediated", 3, GraphVersions.Both),
        new("nonCompliant", 4, GraphVersions.Both),
        new("error", 5, GraphVersions.Both),
        new("conflict", 6, GraphVersions.Both),
        new("notAssigned", 7, GraphVersions.Both))
    {
        Synonyms = new Dictionary<string, string> { ["not compliant"] = "nonCompliant", ["succeeded"] = "compliant" },
    };

    /// <summary>The installation state of an iOS update; 18 members in v1.0, 22 in beta.</summary>
    internal static EnumDescriptor IosUpdatesInstallStatus { get; } = new(
        "iosUpdatesInstallStatus",
        "an iOS update install status",
        new("success", 0, GraphVersions.Both),
        new("available", 1, GraphVersions.Both),
        new("idle", 2, GraphVersions.Both),
        new("unknown", 3, GraphVersions.Both),
        new("downloading", -2016330712, GraphVersions.Both),
        new("downloadFailed", -2016330711, GraphVersions.Both),
        new("downloadRequiresComputer", -2016330710, GraphVersions.Both),
        new("downloadInsufficientSpace", -2016330709, GraphVersions.Both),
        new("downloadInsufficientPower", -2016330708, GraphVersions.Both),
        new("downloadInsufficientNetwork", -2016330707, GraphVersions.Both),
        new("installing", -2016330706, GraphVersions.Both),
        new("installInsufficientSpace", -2016330705, GraphVersions.Both),
        new("installInsufficientPower", -2016330704, GraphVersions.Both),
        new("installPhoneCallInProgress", -2016330703, GraphVersions.Both),
        new("installFailed", -2016330702, GraphVersions.Both),
        new("notSupportedOperation", -2016330701, GraphVersions.Both),
        new("sharedDeviceUserLoggedInError", -2016330699, GraphVersions.Both),
        new("deviceOsHigherThanDesiredOsVersion", -2016330696, GraphVersions.Both),
        new("updateError", -2016330697, GraphVersions.Beta),
        new("updateScanFailed", -2016324062, GraphVersions.Beta),
        new("timeout", -2016333898, GraphVersions.Beta),
        new("mdmClientCrashed", -2016336109, GraphVersions.Beta))
    {
        Synonyms = new Dictionary<string, string> { ["succeeded"] = "success" },
    };
}
