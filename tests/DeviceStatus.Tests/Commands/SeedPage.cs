namespace DeviceStatus.Tests.Commands;

/// <summary>What one page of the documentation that the module was made from says of an operation: facts, as a table.</summary>
/// <param name="Title">The page.</param>
/// <param name="Cmdlet">The cmdlet that does what the page describes.</param>
/// <param name="Method">The verb of its request.</param>
/// <param name="Path">The path of its request; {} is an id.</param>
/// <param name="Properties">The properties of its table, with their types; an enumeration with its values.</param>
public sealed record SeedPage(string Title, string Cmdlet, string Method, string Path, IReadOnlyDictionary<string, string> Properties)
{
    private const string Compliance = "unknown|notApplicable|compliant|remediated|nonCompliant|error|conflict|notAssigned";

    private const string InstallV1 =
        "success|available|idle|unknown|downloading|downloadFailed|downloadRequiresComputer|downloadInsufficientSpace|"
        + "downloadInsufficientPower|downloadInsufficientNetwork|installing|installInsufficientSpace|installInsufficientPower|"
        + "installPhoneCallInProgress|installFailed|"
        + "notSupportedOperation|sharedDeviceUserLoggedInError|deviceOsHigherThanDesiredOsVersion";

    private const string InstallBeta = InstallV1 + "|updateError|updateScanFailed|timeout|mdmClientCrashed";

    private static readonly (string Name, string Type)[] Common =
    [
        ("id", "String"), ("complianceGracePeriodExpirationDateTime", "DateTimeOffset"), ("deviceDisplayName", "String"),
        ("deviceModel", "String"), ("lastReportedDateTime", "DateTimeOffset"), ("status", Compliance), ("userName", "String"),
        ("userPrincipalName", "String"),
    ];

    private static readonly (string Name, string Type)[] Ios = [("deviceId", "String"), ("osVersion", "String"), ("userId", "String")];
    private static readonly (string Name, string Type) Platform = ("platform", "Int32");

    /// <summary>Every page.</summary>
    public static IReadOnlyList<SeedPage> All { get; } =
    [
        Page(
            "Create iosUpdateDeviceStatus, published", "New-IosUpdateDeviceStatus", "POST", "/deviceManagement/iosUpdateStatuses",
            [.. Common, .. Ios, ("installStatus", InstallV1)]),
        Page(
            "Create iosUpdateDeviceStatus, draft", "New-IosUpdateDeviceStatus", "POST", "/deviceManagement/iosUpdateStatuses",
            [.. Common, .. Ios, Platform, ("installStatus", InstallBeta)]),
        Page(
            "Update iosUpdateDeviceStatus", "Set-IosUpdateDeviceStatus", "PATCH", "/deviceManagement/iosUpdateStatuses/{}",
            [.. Common, .. Ios, Platform, ("installStatus", InstallBeta)]),
        Page(
            "Update deviceConfigurationDeviceStatus", "Set-DeviceConfigurationDeviceStatus", "PATCH",
            "/deviceManagement/deviceConfigurations/{}/deviceStatuses/{}", [.. Common]),
        Page(
            "Update deviceStatuses", "Set-IosLobAppProvisioningConfigurationDeviceStatus", "PATCH",
            "/deviceAppManagement/iosLobAppProvisioningConfigurations/{}/deviceStatuses", [.. Common, Platform]),
    ];

    /// <inheritdoc/>
    public override string ToString() => Title;

    private static SeedPage Page(string title, string cmdlet, string method, string path, (string Name, string Type)[] properties) =>
        new(title, cmdlet, method, path, properties.ToDictionary(property => property.Name, property => property.Type));
}
