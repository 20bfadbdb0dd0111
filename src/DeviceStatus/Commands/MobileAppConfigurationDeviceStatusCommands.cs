using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads device statuses of an app configuration.</summary>
[Cmdlet(VerbsCommon.Get, "MobileAppConfigurationDeviceStatus",
    HelpUri = HelpLinks.Base + "Get-MobileAppConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.MobileAppConfigurationDeviceStatus")]
public sealed class GetMobileAppConfigurationDeviceStatusCommand : GetStatusCommand
{
    /// <summary>Ids of app configurations.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] MobileAppConfigurationId { get; set; } = [];

    /// <summary>Ids of the statuses; without them all are listed. Opaque texts.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    public string[]? Id { get; set; }
}

/// <summary>The policy id that New and Set have for device statuses of an app configuration.</summary>
public abstract class MobileAppConfigurationDeviceStatusBodyCommand : StatusBodyCommand
{
    /// <summary>Ids of app configurations.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] MobileAppConfigurationId { get; set; } = [];
}

/// <summary>Creates device statuses of an app configuration.</summary>
[Cmdlet(VerbsCommon.New, "MobileAppConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "New-MobileAppConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.MobileAppConfigurationDeviceStatus")]
public sealed class NewMobileAppConfigurationDeviceStatusCommand : MobileAppConfigurationDeviceStatusBodyCommand
{
    /// <summary>Ids of the new statuses; without them the service makes one. Opaque texts.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [IdTransformation]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    public string[]? Id { get; set; }
}

/// <summary>Updates device statuses of an app configuration.</summary>
[Cmdlet(VerbsCommon.Set, "MobileAppConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "Set-MobileAppConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.MobileAppConfigurationDeviceStatus")]
public sealed class SetMobileAppConfigurationDeviceStatusCommand : MobileAppConfigurationDeviceStatusBodyCommand
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

    /// <inheritdoc/>
    private protected override bool ReturnsObjects => PassThru;
}

/// <summary>Removes device statuses of an app configuration.</summary>
[Cmdlet(VerbsCommon.Remove, "MobileAppConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpLinks.Base + "Remove-MobileAppConfigurationDeviceStatus.md")]
public sealed class RemoveMobileAppConfigurationDeviceStatusCommand : RemoveStatusCommand
{
    /// <summary>Ids of app configurations.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] MobileAppConfigurationId { get; set; } = [];

    /// <summary>Ids of the statuses. Opaque texts.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.StatusId)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("ManagedDeviceMobileAppConfigurationDeviceStatusId")]
    public string[] Id { get; set; } = [];
}
