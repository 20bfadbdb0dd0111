using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads user statuses of an iOS line-of-business app provisioning configuration.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "IosLobAppProvisioningConfigurationUserStatus",
    HelpUri = HelpLinks.Base + "Get-IosLobAppProvisioningConfigurationUserStatus.md")]
[OutputType("DeviceStatus.IosLobAppProvisioningConfigurationUserStatus")]
public sealed class GetIosLobAppProvisioningConfigurationUserStatusCommand : GetStatusCommand
{
    /// <summary>Ids of provisioning configurations.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] IosLobAppProvisioningConfigurationId { get; set; } = [];

    /// <summary>Ids of the statuses; without them all are listed. Opaque texts.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("ManagedDeviceMobileAppConfigurationUserStatusId")]
    public string[]? Id { get; set; }
}
