using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads iOS update statuses.</summary>
[Cmdlet(VerbsCommon.Get, "IosUpdateDeviceStatus",
    HelpUri = HelpLinks.Base + "Get-IosUpdateDeviceStatus.md")]
[OutputType("DeviceStatus.IosUpdateDeviceStatus")]
public sealed class GetIosUpdateDeviceStatusCommand : GetStatusCommand
{
    /// <summary>Id of the status; without it all are listed. An opaque text.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation]
    [Alias("IosUpdateDeviceStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }
}

/// <summary>Creates iOS update statuses.</summary>
[Cmdlet(VerbsCommon.New, "IosUpdateDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "New-IosUpdateDeviceStatus.md")]
[OutputType("DeviceStatus.IosUpdateDeviceStatus")]
public sealed class NewIosUpdateDeviceStatusCommand : NewStatusCommand
{
    /// <summary>Id of the new status; without it the service makes one. An opaque text.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("IosUpdateDeviceStatusId")]
    [AllowEmptyString]
    public string? Id { get; set; }

    /// <summary>How far the installation of the update came.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [MemberTransformation]
    [ValidateSet(
        "success", "available", "idle", "unknown", "downloading", "downloadFailed", "downloadRequiresComputer", "downloadInsufficientSpace",
        "downloadInsufficientPower", "downloadInsufficientNetwork", "installing", "installInsufficientSpace", "installInsufficientPower",
        "installPhoneCallInProgress", "installFailed", "notSupportedOperation", "sharedDeviceUserLoggedInError",
        "deviceOsHigherThanDesiredOsVersion", "updateError", "updateScanFailed", "timeout", "mdmClientCrashed", "")]
    public string? InstallStatus { get; set; }

    /// <summary>Version of iOS that the device reports.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? OsVersion { get; set; }

    /// <summary>Id of the device.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DeviceId { get; set; }

    /// <summary>Id of the user.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? UserId { get; set; }
}

/// <summary>Updates iOS update statuses.</summary>
[Cmdlet(VerbsCommon.Set, "IosUpdateDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "Set-IosUpdateDeviceStatus.md")]
[OutputType("DeviceStatus.IosUpdateDeviceStatus")]
public sealed class SetIosUpdateDeviceStatusCommand : SetStatusCommand
{
    /// <summary>Id of the status. An opaque text.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("IosUpdateDeviceStatusId")]
    [ValidateNotNullOrEmpty]
    public string Id { get; set; } = string.Empty;

    /// <summary>How far the installation of the update came.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [MemberTransformation]
    [ValidateSet(
        "success", "available", "idle", "unknown", "downloading", "downloadFailed", "downloadRequiresComputer", "downloadInsufficientSpace",
        "downloadInsufficientPower", "downloadInsufficientNetwork", "installing", "installInsufficientSpace", "installInsufficientPower",
        "installPhoneCallInProgress", "installFailed", "notSupportedOperation", "sharedDeviceUserLoggedInError",
        "deviceOsHigherThanDesiredOsVersion", "updateError", "updateScanFailed", "timeout", "mdmClientCrashed", "")]
    public string? InstallStatus { get; set; }

    /// <summary>Version of iOS that the device reports.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? OsVersion { get; set; }

    /// <summary>Id of the device.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DeviceId { get; set; }

    /// <summary>Id of the user.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? UserId { get; set; }
}

/// <summary>Removes iOS update statuses.</summary>
[Cmdlet(VerbsCommon.Remove, "IosUpdateDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpLinks.Base + "Remove-IosUpdateDeviceStatus.md")]
public sealed class RemoveIosUpdateDeviceStatusCommand : RemoveStatusCommand
{
    /// <summary>Id of the status. An opaque text.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("IosUpdateDeviceStatusId")]
    [ValidateNotNullOrEmpty]
    public string Id { get; set; } = string.Empty;
}
