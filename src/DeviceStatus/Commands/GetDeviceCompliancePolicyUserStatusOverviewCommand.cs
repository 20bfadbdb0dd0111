using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads how many users have which status of a compliance policy.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "DeviceCompliancePolicyUserStatusOverview",
    HelpUri = HelpLinks.Base + "Get-DeviceCompliancePolicyUserStatusOverview.md")]
[OutputType("DeviceStatus.DeviceCompliancePolicyUserStatusOverview")]
public sealed class GetDeviceCompliancePolicyUserStatusOverviewCommand : ReadCommand
{
    /// <summary>Ids of compliance policies.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] DeviceCompliancePolicyId { get; set; } = [];
}
