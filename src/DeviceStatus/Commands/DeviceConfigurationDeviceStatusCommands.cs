using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads device statuses of a device configuration profile.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceConfigurationDeviceStatus",
    HelpUri = HelpLinks.Base + "Get-DeviceConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.DeviceConfigurationDeviceStatus")]
public sealed class GetDeviceConfigurationDeviceStatusCommand : GetReportedStatusCommand
{
    /// <summary>Ids of device configuration profiles.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] DeviceConfigurationId { get; set; } = [];

    /// <summary>Ids of the statuses; without them all are listed. Opaque texts.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("DeviceConfigurationDeviceStatusId")]
    public string[]? Id { get; set; }
}

/// <summary>The policy id that New and Set have for device statuses of a device configuration profile.</summary>
public abstract class DeviceConfigurationDeviceStatusBodyCommand : StatusBodyCommand
{
    /// <summary>Ids of device configuration profiles.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] DeviceConfigurationId { get; set; } = [];
}

/// <summary>Creates device statuses of a device configuration profile.</summary>
[Cmdlet(VerbsCommon.New, "DeviceConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "New-DeviceConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.DeviceConfigurationDeviceStatus")]
public sealed class NewDeviceConfigurationDeviceStatusCommand : DeviceConfigurationDeviceStatusBodyCommand
{
    /// <summary>Ids of the new statuses; without them the service makes one. Opaque texts.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [IdTransformation]
    [Alias("DeviceConfigurationDeviceStatusId")]
    public string[]? Id { get; set; }
}

/// <summary>Updates device statuses of a device configuration profile.</summary>
[Cmdlet(VerbsCommon.Set, "DeviceConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "Set-DeviceConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.DeviceConfigurationDeviceStatus")]
public sealed class SetDeviceConfigurationDeviceStatusCommand : DeviceConfigurationDeviceStatusBodyCommand
{
    /// <summary>Ids of the statuses. Opaque texts.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.StatusId)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("DeviceConfigurationDeviceStatusId")]
    public string[] Id { get; set; } = [];

    /// <summary>Outputs the changed object; read back when the response does not have it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override bool ReturnsObjects => PassThru;
}

/// <summary>Removes device statuses of a device configuration profile.</summary>
[Cmdlet(VerbsCommon.Remove, "DeviceConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpLinks.Base + "Remove-DeviceConfigurationDeviceStatus.md")]
public sealed class RemoveDeviceConfigurationDeviceStatusCommand : RemoveStatusCommand
{
    /// <summary>Ids of device configuration profiles.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] DeviceConfigurationId { get; set; } = [];

    /// <summary>Ids of the statuses. Opaque texts.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.StatusId)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("DeviceConfigurationDeviceStatusId")]
    public string[] Id { get; set; } = [];
}
