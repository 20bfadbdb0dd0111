using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads user statuses of an app configuration.</summary>
[Cmdlet(VerbsCommon.Get, "MobileAppConfigurationUserStatus", HelpUri = HelpLinks.Base + "Get-MobileAppConfigurationUserStatus.md")]
[OutputType("DeviceStatus.MobileAppConfigurationUserStatus")]
public sealed class GetMobileAppConfigurationUserStatusCommand : GetStatusCommand
{
    /// <summary>Ids of app configurations.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.PolicyId)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] MobileAppConfigurationId { get; set; } = [];

    /// <summary>Ids of the statuses; without them all are listed. Opaque texts.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("ManagedDeviceMobileAppConfigurationUserStatusId")]
    public string[]? Id { get; set; }
}
