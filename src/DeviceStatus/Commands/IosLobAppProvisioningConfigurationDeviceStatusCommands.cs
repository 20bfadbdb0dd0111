using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads device statuses of an iOS line-of-business app provisioning configuration.</summary>
[Cmdlet(VerbsCommon.Get, "IosLobAppProvisioningConfigurationDeviceStatus",
    HelpUri = HelpLinks.Base + "Get-IosLobAppProvisioningConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.IosLobAppProvisioningConfigurationDeviceStatus")]
public sealed class GetIosLobAppProvisioningConfigurationDeviceStatusCommand : GetStatusCommand
{
    /// <summary>Ids of provisioning configurations.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] IosLobAppProvisioningConfigurationId { get; set; } = [];

    /// <summary>Ids of the statuses; without them all are listed. Opaque texts.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    public string[]? Id { get; set; }
}

/// <summary>The policy id that New and Set have for device statuses of an iOS line-of-business app provisioning configuration.</summary>
public abstract class IosLobAppProvisioningConfigurationDeviceStatusBodyCommand : StatusBodyCommand
{
    /// <summary>Ids of provisioning configurations.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] IosLobAppProvisioningConfigurationId { get; set; } = [];
}

/// <summary>Creates device statuses of an iOS line-of-business app provisioning configuration.</summary>
[Cmdlet(
    VerbsCommon.New,
    "IosLobAppProvisioningConfigurationDeviceStatus",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "New-IosLobAppProvisioningConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.IosLobAppProvisioningConfigurationDeviceStatus")]
public sealed class NewIosLobAppProvisioningConfigurationDeviceStatusCommand : IosLobAppProvisioningConfigurationDeviceStatusBodyCommand
{
    /// <summary>Ids of the new statuses; without them the service makes one. Opaque texts.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [IdTransformation]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    public string[]? Id { get; set; }
}

/// <summary>Updates device statuses of an iOS line-of-business app provisioning configuration.</summary>
[Cmdlet(
    VerbsCommon.Set,
    "IosLobAppProvisioningConfigurationDeviceStatus",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "Set-IosLobAppProvisioningConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.IosLobAppProvisioningConfigurationDeviceStatus")]
public sealed class SetIosLobAppProvisioningConfigurationDeviceStatusCommand : IosLobAppProvisioningConfigurationDeviceStatusBodyCommand
{
    /// <summary>Ids of the statuses. Opaque texts.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.StatusId)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    public string[] Id { get; set; } = [];

    /// <summary>Outputs the changed object; read back when the response does not have it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Sends the update to the collection, with the id in the body, as one page of the documentation shows.</summary>
    [Parameter]
    public SwitchParameter OnCollection { get; set; }

    /// <inheritdoc/>
    private protected override bool ReturnsObjects => PassThru;

    /// <inheritdoc/>
    private protected override bool IsOnCollection => OnCollection;
}

/// <summary>Removes device statuses of an iOS line-of-business app provisioning configuration.</summary>
[Cmdlet(
    VerbsCommon.Remove,
    "IosLobAppProvisioningConfigurationDeviceStatus",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpLinks.Base + "Remove-IosLobAppProvisioningConfigurationDeviceStatus.md")]
public sealed class RemoveIosLobAppProvisioningConfigurationDeviceStatusCommand : RemoveStatusCommand
{
    /// <summary>Ids of provisioning configurations.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] IosLobAppProvisioningConfigurationId { get; set; } = [];

    /// <summary>Ids of the statuses. Opaque texts.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.StatusId)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    public string[] Id { get; set; } = [];
}
