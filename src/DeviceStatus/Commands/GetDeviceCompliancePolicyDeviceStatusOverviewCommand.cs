using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads how many devices have which status of a compliance policy.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "DeviceCompliancePolicyDeviceStatusOverview",
    HelpUri = HelpLinks.Base + "Get-DeviceCompliancePolicyDeviceStatusOverview.md")]
[OutputType("DeviceStatus.DeviceCompliancePolicyDeviceStatusOverview")]
public sealed class GetDeviceCompliancePolicyDeviceStatusOverviewCommand : ReadCommand
{
    /// <summary>Ids of compliance policies.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] DeviceCompliancePolicyId { get; set; } = [];
}
