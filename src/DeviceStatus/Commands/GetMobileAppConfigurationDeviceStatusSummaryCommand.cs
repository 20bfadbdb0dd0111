using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads how many devices have which status of an app configuration.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "MobileAppConfigurationDeviceStatusSummary",
    HelpUri = HelpLinks.Base + "Get-MobileAppConfigurationDeviceStatusSummary.md")]
[OutputType("DeviceStatus.MobileAppConfigurationDeviceStatusSummary")]
public sealed class GetMobileAppConfigurationDeviceStatusSummaryCommand : ReadCommand
{
    /// <summary>Ids of app configurations.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] MobileAppConfigurationId { get; set; } = [];
}
