using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads device statuses of a device configuration profile.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceConfigurationDeviceStatus",
    HelpUri = HelpLinks.Base + "Get-DeviceConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.DeviceConfigurationDeviceStatus")]
public sealed class GetDeviceConfigurationDeviceStatusCommand : GetStatusCommand
{
    /// <summary>Id of the device configuration profile.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status; without it all are listed. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("DeviceConfigurationDeviceStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}

/// <summary>Creates device statuses of a device configuration profile.</summary>
[Cmdlet(VerbsCommon.New, "DeviceConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "New-DeviceConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.DeviceConfigurationDeviceStatus")]
public sealed class NewDeviceConfigurationDeviceStatusCommand : NewStatusCommand
{
    /// <summary>Id of the device configuration profile.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the new status; without it the service makes one. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("DeviceConfigurationDeviceStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}

/// <summary>Updates device statuses of a device configuration profile.</summary>
[Cmdlet(VerbsCommon.Set, "DeviceConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "Set-DeviceConfigurationDeviceStatus.md")]
[OutputType("DeviceStatus.DeviceConfigurationDeviceStatus")]
public sealed class SetDeviceConfigurationDeviceStatusCommand : SetStatusCommand
{
    /// <summary>Id of the device configuration profile.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status. An opaque text.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("DeviceConfigurationDeviceStatusId")]
    [ValidateNotNullOrEmpty]
    public string Id { get; set; } = string.Empty;
}

/// <summary>Removes device statuses of a device configuration profile.</summary>
[Cmdlet(VerbsCommon.Remove, "DeviceConfigurationDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpLinks.Base + "Remove-DeviceConfigurationDeviceStatus.md")]
public sealed class RemoveDeviceConfigurationDeviceStatusCommand : RemoveStatusCommand
{
    /// <summary>Id of the device configuration profile.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status. An opaque text.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("DeviceConfigurationDeviceStatusId")]
    [ValidateNotNullOrEmpty]
    public string Id { get; set; } = string.Empty;
}
