using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads how many users have which status of an app configuration.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "MobileAppConfigurationUserStatusSummary",
    HelpUri = HelpLinks.Base + "Get-MobileAppConfigurationUserStatusSummary.md")]
[OutputType("DeviceStatus.MobileAppConfigurationUserStatusSummary")]
public sealed class GetMobileAppConfigurationUserStatusSummaryCommand : ReadCommand
{
    /// <summary>Ids of app configurations.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] MobileAppConfigurationId { get; set; } = [];
}
