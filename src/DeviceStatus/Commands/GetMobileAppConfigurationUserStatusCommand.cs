using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads user statuses of an app configuration.</summary>
[Cmdlet(VerbsCommon.Get, "MobileAppConfigurationUserStatus", HelpUri = HelpLinks.Base + "Get-MobileAppConfigurationUserStatus.md")]
[OutputType("DeviceStatus.MobileAppConfigurationUserStatus")]
public sealed class GetMobileAppConfigurationUserStatusCommand : GetStatusCommand
{
    /// <summary>Id of the app configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string MobileAppConfigurationId { get; set; } = string.Empty;

    /// <summary>Id of the status; without it all are listed. An opaque text.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("ManagedDeviceMobileAppConfigurationUserStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}
