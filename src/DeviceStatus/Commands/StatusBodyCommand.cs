using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Commands;

/// <summary>The base of New- and Set-: the properties that every device status has.</summary>
public abstract class StatusBodyCommand : StatusWriteCommand
{
    private protected StatusBodyCommand()
    {
    }

    /// <summary>Name of the device.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DeviceDisplayName { get; set; }

    /// <summary>Name of the user.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? UserName { get; set; }

    /// <summary>Model of the device.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DeviceModel { get; set; }

    /// <summary>Number of the device's platform. In beta only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NumberTransformation]
    public int? Platform { get; set; }

    /// <summary>When the grace period for compliance ends. A text without zone is UTC.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DateTransformation]
    public DateTimeOffset? ComplianceGracePeriodExpirationDateTime { get; set; }

    /// <summary>Compliance status of the policy report.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [MemberTransformation]
    [ValidateSet("unknown", "notApplicable", "compliant", "remediated", "nonCompliant", "error", "conflict", "notAssigned", "")]
    public string? Status { get; set; }

    /// <summary>When the policy report was last modified. A text without zone is UTC.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DateTransformation]
    public DateTimeOffset? LastReportedDateTime { get; set; }

    /// <summary>User principal name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? UserPrincipalName { get; set; }

    /// <summary>Names of properties to empty: null is sent for them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ClearCompleter))]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [AllowNull]
    public string[]? Clear { get; set; }

    /// <inheritdoc/>
    private protected override void Fill(StatusChange change, object reader)
    {
        // A cell of a CSV holds several names behind one another.
        string[] cleared = Clear is null ? [] : [.. Clear.SelectMany(cell => (cell ?? string.Empty).Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries))];
        foreach ((string name, object value) in ((ParameterReader)reader).Given(this))
        {
            if (!IsOverriddenByClear(name, cleared))
            {
                change.Set(name, value);
            }
        }

        foreach (string name in cleared)
        {
            change.Clear(name);
        }
    }

    /// <summary>
    /// What was typed outranks what a row happens to carry: <c>Get-… | Set-… -Clear UserName</c> empties the name that the object brings along.
    /// </summary>
    private bool IsOverriddenByClear(string name, string[] cleared) =>
        cleared.Length > 0 && IsTyped(nameof(Clear)) && !IsTyped(name) && cleared.Contains(name, StringComparer.OrdinalIgnoreCase);
}
