using System.Management.Automation;

namespace DeviceStatus;

/// <summary>The base of Get- for the one object that counts the statuses of a policy.</summary>
public abstract class GetOverviewCommand : ReadCommand
{
    private protected GetOverviewCommand()
    {
    }
}

/// <summary>Reads how many devices have which status of a device configuration profile.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceConfigurationDeviceStatusOverview", HelpUri = HelpLinks.Base + "Get-DeviceConfigurationDeviceStatusOverview.md")]
[OutputType("DeviceStatus.DeviceConfigurationDeviceStatusOverview")]
public sealed class GetDeviceConfigurationDeviceStatusOverviewCommand : GetOverviewCommand
{
    /// <summary>Id of the device configuration profile.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceConfigurationId { get; set; } = string.Empty;
}

/// <summary>Reads how many users have which status of a device configuration profile.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceConfigurationUserStatusOverview", HelpUri = HelpLinks.Base + "Get-DeviceConfigurationUserStatusOverview.md")]
[OutputType("DeviceStatus.DeviceConfigurationUserStatusOverview")]
public sealed class GetDeviceConfigurationUserStatusOverviewCommand : GetOverviewCommand
{
    /// <summary>Id of the device configuration profile.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceConfigurationId { get; set; } = string.Empty;
}

/// <summary>Reads how many devices have which status of a compliance policy.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceCompliancePolicyDeviceStatusOverview", HelpUri = HelpLinks.Base + "Get-DeviceCompliancePolicyDeviceStatusOverview.md")]
[OutputType("DeviceStatus.DeviceCompliancePolicyDeviceStatusOverview")]
public sealed class GetDeviceCompliancePolicyDeviceStatusOverviewCommand : GetOverviewCommand
{
    /// <summary>Id of the compliance policy.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceCompliancePolicyId { get; set; } = string.Empty;
}

/// <summary>Reads how many users have which status of a compliance policy.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceCompliancePolicyUserStatusOverview", HelpUri = HelpLinks.Base + "Get-DeviceCompliancePolicyUserStatusOverview.md")]
[OutputType("DeviceStatus.DeviceCompliancePolicyUserStatusOverview")]
public sealed class GetDeviceCompliancePolicyUserStatusOverviewCommand : GetOverviewCommand
{
    /// <summary>Id of the compliance policy.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceCompliancePolicyId { get; set; } = string.Empty;
}

/// <summary>Reads how many devices have which status of an app configuration.</summary>
[Cmdlet(VerbsCommon.Get, "MobileAppConfigurationDeviceStatusSummary", HelpUri = HelpLinks.Base + "Get-MobileAppConfigurationDeviceStatusSummary.md")]
[OutputType("DeviceStatus.MobileAppConfigurationDeviceStatusSummary")]
public sealed class GetMobileAppConfigurationDeviceStatusSummaryCommand : GetOverviewCommand
{
    /// <summary>Id of the app configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string MobileAppConfigurationId { get; set; } = string.Empty;
}

/// <summary>Reads how many users have which status of an app configuration.</summary>
[Cmdlet(VerbsCommon.Get, "MobileAppConfigurationUserStatusSummary", HelpUri = HelpLinks.Base + "Get-MobileAppConfigurationUserStatusSummary.md")]
[OutputType("DeviceStatus.MobileAppConfigurationUserStatusSummary")]
public sealed class GetMobileAppConfigurationUserStatusSummaryCommand : GetOverviewCommand
{
    /// <summary>Id of the app configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string MobileAppConfigurationId { get; set; } = string.Empty;
}
