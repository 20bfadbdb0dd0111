using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads device statuses of a compliance policy.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceCompliancePolicyDeviceStatus",
    HelpUri = HelpLinks.Base + "Get-DeviceCompliancePolicyDeviceStatus.md")]
[OutputType("DeviceStatus.DeviceCompliancePolicyDeviceStatus")]
public sealed class GetDeviceCompliancePolicyDeviceStatusCommand : GetReportedStatusCommand
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
    [Alias("DeviceComplianceDeviceStatusId")]
    public string[]? Id { get; set; }
}

/// <summary>The policy id that New and Set have for device statuses of a compliance policy.</summary>
public abstract class DeviceCompliancePolicyDeviceStatusBodyCommand : StatusBodyCommand
{
    /// <summary>Ids of compliance policies.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] DeviceCompliancePolicyId { get; set; } = [];
}

/// <summary>Creates device statuses of a compliance policy.</summary>
[Cmdlet(VerbsCommon.New, "DeviceCompliancePolicyDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "New-DeviceCompliancePolicyDeviceStatus.md")]
[OutputType("DeviceStatus.DeviceCompliancePolicyDeviceStatus")]
public sealed class NewDeviceCompliancePolicyDeviceStatusCommand : DeviceCompliancePolicyDeviceStatusBodyCommand
{
    /// <summary>Ids of the new statuses; without them the service makes one. Opaque texts.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [IdTransformation]
    [Alias("DeviceComplianceDeviceStatusId")]
    public string[]? Id { get; set; }
}

/// <summary>Updates device statuses of a compliance policy.</summary>
[Cmdlet(VerbsCommon.Set, "DeviceCompliancePolicyDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "Set-DeviceCompliancePolicyDeviceStatus.md")]
[OutputType("DeviceStatus.DeviceCompliancePolicyDeviceStatus")]
public sealed class SetDeviceCompliancePolicyDeviceStatusCommand : DeviceCompliancePolicyDeviceStatusBodyCommand
{
    /// <summary>Ids of the statuses. Opaque texts.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.StatusId)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("DeviceComplianceDeviceStatusId")]
    public string[] Id { get; set; } = [];

    /// <summary>Outputs the changed object; read back when the response does not have it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override bool ReturnsObjects => PassThru;
}

/// <summary>Removes device statuses of a compliance policy.</summary>
[Cmdlet(VerbsCommon.Remove, "DeviceCompliancePolicyDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpLinks.Base + "Remove-DeviceCompliancePolicyDeviceStatus.md")]
public sealed class RemoveDeviceCompliancePolicyDeviceStatusCommand : RemoveStatusCommand
{
    /// <summary>Ids of compliance policies.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] DeviceCompliancePolicyId { get; set; } = [];

    /// <summary>Ids of the statuses. Opaque texts.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.StatusId)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("DeviceComplianceDeviceStatusId")]
    public string[] Id { get; set; } = [];
}
