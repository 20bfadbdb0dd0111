using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads device statuses of an app configuration.</summary>
[Cmdlet(VerbsCommon.Get, "MobileAppConfigurationDeviceStatus",
    HelpUri = HelpLinks.Base + "Get-MobileAppConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.MobileAppConfigurationDeviceStatus")]
public sealed class GetMobileAppConfigurationDeviceStatusCommand : GetStatusCommand
{
    /// <summary>Id of the app configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string MobileAppConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status; without it all are listed. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}

/// <summary>Creates device statuses of an app configuration.</summary>
[Cmdlet(VerbsCommon.New, "MobileAppConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "New-MobileAppConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.MobileAppConfigurationDeviceStatus")]
public sealed class NewMobileAppConfigurationDeviceStatusCommand : NewStatusCommand
{
    /// <summary>Id of the app configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string MobileAppConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the new status; without it the service makes one. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}

/// <summary>Updates device statuses of an app configuration.</summary>
[Cmdlet(VerbsCommon.Set, "MobileAppConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "Set-MobileAppConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.MobileAppConfigurationDeviceStatus")]
public sealed class SetMobileAppConfigurationDeviceStatusCommand : SetStatusCommand
{
    /// <summary>Id of the app configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string MobileAppConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status. An opaque text.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    [ValidateNotNullOrEmpty]
    public string Id { get; set; } = string.Empty;
}

/// <summary>Removes device statuses of an app configuration.</summary>
[Cmdlet(VerbsCommon.Remove, "MobileAppConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpLinks.Base + "Remove-MobileAppConfigurationDeviceStatus.md")]
public sealed class RemoveMobileAppConfigurationDeviceStatusCommand : RemoveStatusCommand
{
    /// <summary>Id of the app configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string MobileAppConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status. An opaque text.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    [ValidateNotNullOrEmpty]
    public string Id { get; set; } = string.Empty;
}
