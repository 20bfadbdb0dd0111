using DeviceStatus.Graph;

namespace DeviceStatus.Sandbox;

/// <summary>The policies that own statuses. The module only needs to find them by name, so that this is all the sandbox has of them.</summary>
internal static class PolicySchema
{
    private static readonly PropertyDescriptor[] Properties =
    [
        new("id", PropertyType.Text, false, GraphVersions.Both, "Key of the entity."),
        new("displayName", PropertyType.Text, true, GraphVersions.Both, "Name of the policy."),
        new("description", PropertyType.Text, true, GraphVersions.Both, "Description of the policy."),
        new("lastModifiedDateTime", PropertyType.Timestamp, false, GraphVersions.Both, "When the policy was last changed."),
    ];

    internal static ResourceDescriptor DeviceConfiguration { get; } =
        Policy("DeviceConfiguration", "/deviceManagement/deviceConfigurations", "deviceConfiguration");

    internal static ResourceDescriptor DeviceCompliancePolicy { get; } =
        Policy("DeviceCompliancePolicy", "/deviceManagement/deviceCompliancePolicies", "deviceCompliancePolicy");

    internal static ResourceDescriptor MobileAppConfiguration { get; } =
        Policy("MobileAppConfiguration", "/deviceAppManagement/mobileAppConfigurations", "managedDeviceMobileAppConfiguration");

    internal static ResourceDescriptor IosLobAppProvisioningConfiguration { get; } = Policy(
        "IosLobAppProvisioningConfiguration",
        "/deviceAppManagement/iosLobAppProvisioningConfigurations",
        "iosLobAppProvisioningConfiguration",
        GraphVersions.Beta);

    internal static IReadOnlyList<ResourceDescriptor> Resources { get; } =
        [DeviceConfiguration, DeviceCompliancePolicy, MobileAppConfiguration, IosLobAppProvisioningConfiguration];

    /// <summary>The owner of a resource that came to the schema after these.</summary>
    internal static ResourceDescriptor Unnamed(string path, ResourceDescriptor child)
    {
        string segment = path[(path.LastIndexOf('/') + 1)..];
        return Policy(segment, path, segment, child.Versions, child.Throttling);
    }

    private static ResourceDescriptor Policy(
        string noun,
        string path,
        string type,
        GraphVersions versions = GraphVersions.Both,
        ThrottlingClass? throttling = null) => new(noun, path, type, Properties)
        {
            Versions = versions,
            Operations = ResourceOperations.Read,
            Throttling = throttling ?? (path.StartsWith("/deviceAppManagement/", StringComparison.Ordinal)
                ? ThrottlingClass.IntuneApplications
                : ThrottlingClass.IntuneDeviceConfiguration),
            ReadPermission = string.Empty,
            WritePermission = string.Empty,
        };
}
