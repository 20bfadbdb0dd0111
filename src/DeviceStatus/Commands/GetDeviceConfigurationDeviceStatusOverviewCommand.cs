using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads how many devices have which status of a device configuration profile.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "DeviceConfigurationDeviceStatusOverview",
    HelpUri = HelpLinks.Base + "Get-DeviceConfigurationDeviceStatusOverview.md")]
[OutputType("DeviceStatus.DeviceConfigurationDeviceStatusOverview")]
public sealed class GetDeviceConfigurationDeviceStatusOverviewCommand : ReadCommand
{
    /// <summary>Ids of device configuration profiles.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] DeviceConfigurationId { get; set; } = [];
}
