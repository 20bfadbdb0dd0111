using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>Reads iOS update statuses.</summary>
[Cmdlet(VerbsCommon.Get, "IosUpdateDeviceStatus",
    HelpUri = HelpLinks.Base + "Get-IosUpdateDeviceStatus.md")]
[OutputType("DeviceStatus.IosUpdateDeviceStatus")]
public sealed class GetIosUpdateDeviceStatusCommand : GetStatusCommand
{
    /// <summary>Ids of the statuses; without them all are listed. Opaque texts.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("IosUpdateDeviceStatusId")]
    public string[]? Id { get; set; }
}

/// <summary>The properties that New and Set have for iOS update statuses.</summary>
public abstract class IosUpdateDeviceStatusBodyCommand : StatusBodyCommand
{
    /// <summary>The install status of the update.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [PropertyTransformation(nameof(InstallStatus))]
    [ValidateSet(
        "success", "available", "idle", "unknown", "downloading", "downloadFailed", "downloadRequiresComputer", "downloadInsufficientSpace",
        "downloadInsufficientPower", "downloadInsufficientNetwork", "installing", "installInsufficientSpace", "installInsufficientPower",
        "installPhoneCallInProgress", "installFailed", "notSupportedOperation", "sharedDeviceUserLoggedInError",
        "deviceOsHigherThanDesiredOsVersion", "updateError", "updateScanFailed", "timeout", "mdmClientCrashed", "")]
    public string? InstallStatus { get; set; }

    /// <summary>Version of iOS that the device reports.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [PropertyTransformation(nameof(OsVersion))]
    public string? OsVersion { get; set; }

    /// <summary>Id of the device.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [PropertyTransformation(nameof(DeviceId))]
    public string? DeviceId { get; set; }

    /// <summary>Id of the user.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [PropertyTransformation(nameof(UserId))]
    public string? UserId { get; set; }
}

/// <summary>Creates iOS update statuses.</summary>
[Cmdlet(VerbsCommon.New, "IosUpdateDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "New-IosUpdateDeviceStatus.md")]
[OutputType("DeviceStatus.IosUpdateDeviceStatus")]
public sealed class NewIosUpdateDeviceStatusCommand : IosUpdateDeviceStatusBodyCommand
{
    /// <summary>Ids of the new statuses; without them the service makes one. Opaque texts.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [IdTransformation]
    [Alias("IosUpdateDeviceStatusId")]
    public string[]? Id { get; set; }
}

/// <summary>Updates iOS update statuses.</summary>
[Cmdlet(VerbsCommon.Set, "IosUpdateDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpLinks.Base + "Set-IosUpdateDeviceStatus.md")]
[OutputType("DeviceStatus.IosUpdateDeviceStatus")]
public sealed class SetIosUpdateDeviceStatusCommand : IosUpdateDeviceStatusBodyCommand
{
    /// <summary>Ids of the statuses. Opaque texts.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.StatusId)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("IosUpdateDeviceStatusId")]
    public string[] Id { get; set; } = [];

    /// <summary>Outputs the changed object; read back when the response does not have it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override bool ReturnsObjects => PassThru;
}

/// <summary>Removes iOS update statuses.</summary>
[Cmdlet(VerbsCommon.Remove, "IosUpdateDeviceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpLinks.Base + "Remove-IosUpdateDeviceStatus.md")]
public sealed class RemoveIosUpdateDeviceStatusCommand : RemoveStatusCommand
{
    /// <summary>Ids of the statuses. Opaque texts.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.StatusId)]
    [ArgumentCompleter(typeof(StatusIdCompleter))]
    [IdTransformation]
    [Alias("IosUpdateDeviceStatusId")]
    public string[] Id { get; set; } = [];
}
