using System.Management.Automation;

namespace DeviceStatus;

/// <summary>Reads user statuses of a device configuration profile.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceConfigurationUserStatus", HelpUri = HelpLinks.Base + "Get-DeviceConfigurationUserStatus.md")]
[OutputType("DeviceStatus.DeviceConfigurationUserStatus")]
public sealed class GetDeviceConfigurationUserStatusCommand : GetStatusCommand
{
    /// <summary>Id of the device configuration profile.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status; without it all are listed. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("DeviceConfigurationUserStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}

/// <summary>Reads user statuses of a compliance policy.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceCompliancePolicyUserStatus", HelpUri = HelpLinks.Base + "Get-DeviceCompliancePolicyUserStatus.md")]
[OutputType("DeviceStatus.DeviceCompliancePolicyUserStatus")]
public sealed class GetDeviceCompliancePolicyUserStatusCommand : GetStatusCommand
{
    /// <summary>Id of the compliance policy.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceCompliancePolicyId { get; set; } = string.Empty;

    /// <summary>Id of the status; without it all are listed. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("DeviceComplianceUserStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}

/// <summary>Reads user statuses of an app configuration.</summary>
[Cmdlet(VerbsCommon.Get, "MobileAppConfigurationUserStatus", HelpUri = HelpLinks.Base + "Get-MobileAppConfigurationUserStatus.md")]
[OutputType("DeviceStatus.MobileAppConfigurationUserStatus")]
public sealed class GetMobileAppConfigurationUserStatusCommand : GetStatusCommand
{
    /// <summary>Id of the app configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string MobileAppConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status; without it all are listed. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("ManagedDeviceMobileAppConfigurationUserStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}

/// <summary>Reads user statuses of an iOS line-of-business app provisioning configuration.</summary>
[Cmdlet(VerbsCommon.Get, "IosLobAppProvisioningConfigurationUserStatus", HelpUri = HelpLinks.Base + "Get-IosLobAppProvisioningConfigurationUserStatus.md")]
[OutputType("DeviceStatus.IosLobAppProvisioningConfigurationUserStatus")]
public sealed class GetIosLobAppProvisioningConfigurationUserStatusCommand : GetStatusCommand
{
    /// <summary>Id of the provisioning configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string IosLobAppProvisioningConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status; without it all are listed. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("ManagedDeviceMobileAppConfigurationUserStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}
