using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>The base of the New and Set cmdlets, with the properties of every device status.</summary>
public abstract class StatusBodyCommand : StatusWriteCommand
{
    private protected StatusBodyCommand()
    {
    }

    /// <summary>Name of the device.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [PropertyTransformation(nameof(DeviceDisplayName))]
    public string? DeviceDisplayName { get; set; }

    /// <summary>Name of the user.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [PropertyTransformation(nameof(UserName))]
    public string? UserName { get; set; }

    /// <summary>Model of the device.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [PropertyTransformation(nameof(DeviceModel))]
    public string? DeviceModel { get; set; }

    /// <summary>Number of the device's platform. In beta only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [PropertyTransformation(nameof(Platform))]
    public int? Platform { get; set; }

    /// <summary>When the grace period for compliance ends. A text without zone is UTC.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [PropertyTransformation(nameof(ComplianceGracePeriodExpirationDateTime))]
    public DateTimeOffset? ComplianceGracePeriodExpirationDateTime { get; set; }

    /// <summary>Compliance status of the policy report.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [PropertyTransformation(nameof(Status))]
    [ValidateSet("unknown", "notApplicable", "compliant", "remediated", "nonCompliant", "error", "conflict", "notAssigned", "")]
    public string? Status { get; set; }

    /// <summary>When the policy report was last modified. A text without zone is UTC.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [PropertyTransformation(nameof(LastReportedDateTime))]
    public DateTimeOffset? LastReportedDateTime { get; set; }

    /// <summary>User principal name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [PropertyTransformation(nameof(UserPrincipalName))]
    public string? UserPrincipalName { get; set; }

    /// <summary>Names of properties to set to null.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ClearCompleter))]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [AllowNull]
    public string[]? Clear { get; set; }

    /// <summary>The culture of the dates in the rows, such as en-GB.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [CultureTransformation]
    [ValidateNotNull]
    public CultureInfo? Culture { get; set; }

    /// <inheritdoc/>
    private protected override CultureInfo? DateCulture => Culture;
}
