namespace DeviceStatus;

/// <summary>A row of the iOS update statuses.</summary>
public sealed class IosUpdateDeviceStatus : DeviceStatusShape
{
    private IosUpdateDeviceStatus()
    {
    }

    /// <summary>How far the installation of the update came.</summary>
    public string? InstallStatus { get; }

    /// <summary>Version of iOS that the device reports.</summary>
    public string? OsVersion { get; }

    /// <summary>Id of the device.</summary>
    public string? DeviceId { get; }

    /// <summary>Id of the user.</summary>
    public string? UserId { get; }
}

/// <summary>A row of the device statuses of a device configuration profile.</summary>
public sealed class DeviceConfigurationDeviceStatus : DeviceStatusShape
{
    private DeviceConfigurationDeviceStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceConfigurationId { get; }
}

/// <summary>A row of the device statuses of a compliance policy.</summary>
public sealed class DeviceCompliancePolicyDeviceStatus : DeviceStatusShape
{
    private DeviceCompliancePolicyDeviceStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceCompliancePolicyId { get; }
}

/// <summary>A row of the device statuses of an app configuration.</summary>
public sealed class MobileAppConfigurationDeviceStatus : DeviceStatusShape
{
    private MobileAppConfigurationDeviceStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? MobileAppConfigurationId { get; }
}

/// <summary>A row of the device statuses of an iOS line-of-business app provisioning configuration.</summary>
public sealed class IosLobAppProvisioningConfigurationDeviceStatus : DeviceStatusShape
{
    private IosLobAppProvisioningConfigurationDeviceStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? IosLobAppProvisioningConfigurationId { get; }
}

/// <summary>A row of the user statuses of a device configuration profile.</summary>
public sealed class DeviceConfigurationUserStatus : UserStatusShape
{
    private DeviceConfigurationUserStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceConfigurationId { get; }
}

/// <summary>A row of the user statuses of a compliance policy.</summary>
public sealed class DeviceCompliancePolicyUserStatus : UserStatusShape
{
    private DeviceCompliancePolicyUserStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceCompliancePolicyId { get; }
}

/// <summary>A row of the user statuses of an app configuration.</summary>
public sealed class MobileAppConfigurationUserStatus : UserStatusShape
{
    private MobileAppConfigurationUserStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? MobileAppConfigurationId { get; }
}

/// <summary>A row of the user statuses of an iOS line-of-business app provisioning configuration.</summary>
public sealed class IosLobAppProvisioningConfigurationUserStatus : UserStatusShape
{
    private IosLobAppProvisioningConfigurationUserStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? IosLobAppProvisioningConfigurationId { get; }
}

/// <summary>The counts of the device statuses of a device configuration profile.</summary>
public sealed class DeviceConfigurationDeviceStatusOverview : OverviewShape
{
    private DeviceConfigurationDeviceStatusOverview()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceConfigurationId { get; }

    /// <summary>To how many the policy does not apply because of their platform. In beta only.</summary>
    public int? NotApplicablePlatformCount { get; }
}

/// <summary>The counts of the user statuses of a device configuration profile.</summary>
public sealed class DeviceConfigurationUserStatusOverview : OverviewShape
{
    private DeviceConfigurationUserStatusOverview()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceConfigurationId { get; }
}

/// <summary>The counts of the device statuses of a compliance policy.</summary>
public sealed class DeviceCompliancePolicyDeviceStatusOverview : OverviewShape
{
    private DeviceCompliancePolicyDeviceStatusOverview()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceCompliancePolicyId { get; }

    /// <summary>To how many the policy does not apply because of their platform. In beta only.</summary>
    public int? NotApplicablePlatformCount { get; }
}

/// <summary>The counts of the user statuses of a compliance policy.</summary>
public sealed class DeviceCompliancePolicyUserStatusOverview : OverviewShape
{
    private DeviceCompliancePolicyUserStatusOverview()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceCompliancePolicyId { get; }
}

/// <summary>The counts of the device statuses of an app configuration.</summary>
public sealed class MobileAppConfigurationDeviceStatusSummary : OverviewShape
{
    private MobileAppConfigurationDeviceStatusSummary()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? MobileAppConfigurationId { get; }

    /// <summary>To how many the policy does not apply because of their platform. In beta only.</summary>
    public int? NotApplicablePlatformCount { get; }
}

/// <summary>The counts of the user statuses of an app configuration.</summary>
public sealed class MobileAppConfigurationUserStatusSummary : OverviewShape
{
    private MobileAppConfigurationUserStatusSummary()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? MobileAppConfigurationId { get; }
}
