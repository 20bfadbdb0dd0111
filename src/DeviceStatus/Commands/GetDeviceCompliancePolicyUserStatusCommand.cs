using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads user statuses of a compliance policy.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceCompliancePolicyUserStatus", HelpUri = HelpLinks.Base + "Get-DeviceCompliancePolicyUserStatus.md")]
[OutputType("DeviceStatus.DeviceCompliancePolicyUserStatus")]
public sealed class GetDeviceCompliancePolicyUserStatusCommand : GetStatusCommand
{
    /// <summary>Ids of compliance policies.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] DeviceCompliancePolicyId { get; set; } = [];

    /// <summary>Ids of the statuses; without them all are listed. Opaque texts.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("DeviceComplianceUserStatusId")]
    public string[]? Id { get; set; }
}
