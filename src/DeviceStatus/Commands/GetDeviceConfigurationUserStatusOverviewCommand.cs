using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads how many users have which status of a device configuration profile.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "DeviceConfigurationUserStatusOverview",
    HelpUri = HelpLinks.Base + "Get-DeviceConfigurationUserStatusOverview.md")]
[OutputType("DeviceStatus.DeviceConfigurationUserStatusOverview")]
public sealed class GetDeviceConfigurationUserStatusOverviewCommand : ReadCommand
{
    /// <summary>Ids of device configuration profiles.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] DeviceConfigurationId { get; set; } = [];
}
