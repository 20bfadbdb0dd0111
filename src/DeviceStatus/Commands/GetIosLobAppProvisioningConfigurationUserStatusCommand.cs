using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads user statuses of an iOS line-of-business app provisioning configuration.</summary>
[Cmdlet(VerbsCommon.Get, "IosLobAppProvisioningConfigurationUserStatus", HelpUri = HelpLinks.Base + "Get-IosLobAppProvisioningConfigurationUserStatus.md")]
[OutputType("DeviceStatus.IosLobAppProvisioningConfigurationUserStatus")]
public sealed class GetIosLobAppProvisioningConfigurationUserStatusCommand : GetStatusCommand
{
    /// <summary>Id of the provisioning configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string IosLobAppProvisioningConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status; without it all are listed. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("ManagedDeviceMobileAppConfigurationUserStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}
