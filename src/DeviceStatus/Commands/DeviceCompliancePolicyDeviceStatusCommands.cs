using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads device statuses of a compliance policy.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceCompliancePolicyDeviceStatus",
    HelpUri = HelpLinks.Base + "Get-DeviceCompliancePolicyDeviceStatus.md")]
[OutputType("DeviceStatus.DeviceCompliancePolicyDeviceStatus")]
public sealed class GetDeviceCompliancePolicyDeviceStatusCommand : GetStatusCommand
{
    /// <summary>Id of the compliance policy.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceCompliancePolicyId { get; set; } = string.Empty;

    /// <summary>Id of the status; without it all are listed. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("DeviceComplianceDeviceStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}

/// <summary>Creates device statuses of a compliance policy.</summary>
[Cmdlet(VerbsCommon.New, "DeviceCompliancePolicyDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "New-DeviceCompliancePolicyDeviceStatus.md")]
[OutputType("DeviceStatus.DeviceCompliancePolicyDeviceStatus")]
public sealed class NewDeviceCompliancePolicyDeviceStatusCommand : NewStatusCommand
{
    /// <summary>Id of the compliance policy.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceCompliancePolicyId { get; set; } = string.Empty;

    /// <summary>Id of the new status; without it the service makes one. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("DeviceComplianceDeviceStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}

/// <summary>Updates device statuses of a compliance policy.</summary>
[Cmdlet(VerbsCommon.Set, "DeviceCompliancePolicyDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "Set-DeviceCompliancePolicyDeviceStatus.md")]
[OutputType("DeviceStatus.DeviceCompliancePolicyDeviceStatus")]
public sealed class SetDeviceCompliancePolicyDeviceStatusCommand : SetStatusCommand
{
    /// <summary>Id of the compliance policy.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceCompliancePolicyId { get; set; } = string.Empty;

    /// <summary>Id of the status. An opaque text.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("DeviceComplianceDeviceStatusId")]
    [ValidateNotNullOrEmpty]
    public string Id { get; set; } = string.Empty;
}

/// <summary>Removes device statuses of a compliance policy.</summary>
[Cmdlet(VerbsCommon.Remove, "DeviceCompliancePolicyDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpLinks.Base + "Remove-DeviceCompliancePolicyDeviceStatus.md")]
public sealed class RemoveDeviceCompliancePolicyDeviceStatusCommand : RemoveStatusCommand
{
    /// <summary>Id of the compliance policy.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string DeviceCompliancePolicyId { get; set; } = string.Empty;

    /// <summary>Id of the status. An opaque text.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("DeviceComplianceDeviceStatusId")]
    [ValidateNotNullOrEmpty]
    public string Id { get; set; } = string.Empty;
}
