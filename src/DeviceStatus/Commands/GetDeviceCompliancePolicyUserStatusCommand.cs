using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads user statuses of a compliance policy.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceCompliancePolicyUserStatus", HelpUri = HelpLinks.Base + "Get-DeviceCompliancePolicyUserStatus.md")]
[OutputType("DeviceStatus.DeviceCompliancePolicyUserStatus")]
public sealed class GetDeviceCompliancePolicyUserStatusCommand : GetStatusCommand
{
    /// <summary>Id of the compliance policy.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceCompliancePolicyId { get; set; } = string.Empty;

    /// <summary>Id of the status; without it all are listed. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("DeviceComplianceUserStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}
