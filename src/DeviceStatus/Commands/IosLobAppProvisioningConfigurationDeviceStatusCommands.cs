using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads device statuses of an iOS line-of-business app provisioning configuration.</summary>
[Cmdlet(VerbsCommon.Get, "IosLobAppProvisioningConfigurationDeviceStatus",
    HelpUri = HelpLinks.Base + "Get-IosLobAppProvisioningConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.IosLobAppProvisioningConfigurationDeviceStatus")]
public sealed class GetIosLobAppProvisioningConfigurationDeviceStatusCommand : GetStatusCommand
{
    /// <summary>Id of the provisioning configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string IosLobAppProvisioningConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status; without it all are listed. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}

/// <summary>Creates device statuses of an iOS line-of-business app provisioning configuration.</summary>
[Cmdlet(VerbsCommon.New, "IosLobAppProvisioningConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "New-IosLobAppProvisioningConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.IosLobAppProvisioningConfigurationDeviceStatus")]
public sealed class NewIosLobAppProvisioningConfigurationDeviceStatusCommand : NewStatusCommand
{
    /// <summary>Id of the provisioning configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string IosLobAppProvisioningConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the new status; without it the service makes one. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}

/// <summary>Updates device statuses of an iOS line-of-business app provisioning configuration.</summary>
[Cmdlet(VerbsCommon.Set, "IosLobAppProvisioningConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "Set-IosLobAppProvisioningConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.IosLobAppProvisioningConfigurationDeviceStatus")]
public sealed class SetIosLobAppProvisioningConfigurationDeviceStatusCommand : SetStatusCommand
{
    /// <summary>Id of the provisioning configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string IosLobAppProvisioningConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status. An opaque text.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    [ValidateNotNullOrEmpty]
    public string Id { get; set; } = string.Empty;

    /// <summary>Sends the update to the collection, with the id in the body: the form that one page of the documentation shows.</summary>
    [Parameter]
    public SwitchParameter OnCollection { get; set; }

    /// <inheritdoc/>
    private protected override bool IsOnCollection => OnCollection;
}

/// <summary>Removes device statuses of an iOS line-of-business app provisioning configuration.</summary>
[Cmdlet(VerbsCommon.Remove, "IosLobAppProvisioningConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpLinks.Base + "Remove-IosLobAppProvisioningConfigurationDeviceStatus.md")]
public sealed class RemoveIosLobAppProvisioningConfigurationDeviceStatusCommand : RemoveStatusCommand
{
    /// <summary>Id of the provisioning configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string IosLobAppProvisioningConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status. An opaque text.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    [ValidateNotNullOrEmpty]
    public string Id { get; set; } = string.Empty;
}
