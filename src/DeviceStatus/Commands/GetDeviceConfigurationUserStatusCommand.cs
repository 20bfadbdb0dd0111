using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads user statuses of a device configuration profile.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceConfigurationUserStatus", HelpUri = HelpLinks.Base + "Get-DeviceConfigurationUserStatus.md")]
[OutputType("DeviceStatus.DeviceConfigurationUserStatus")]
public sealed class GetDeviceConfigurationUserStatusCommand : GetStatusCommand
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
    [Alias("DeviceConfigurationUserStatusId")]
    public string[]? Id { get; set; }
}
