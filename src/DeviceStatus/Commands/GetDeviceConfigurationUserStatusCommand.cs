using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

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
