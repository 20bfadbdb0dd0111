using System.Globalization;
using System.Management.Automation;

namespace DeviceStatus;

/// <summary>
/// The cells of the table views. DeviceStatus.Types.ps1xml binds each method to a hidden property, so that the views need no script blocks,
/// which show nothing in constrained language mode. PowerShell calls a method with the row.
/// </summary>
public static class ViewColumns
{
    /// <summary>The cell of the column DeviceDisplayName.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? DeviceDisplayName(PSObject row) => Text(row, nameof(DeviceDisplayName));

    /// <summary>The cell of the column UserDisplayName.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? UserDisplayName(PSObject row) => Text(row, nameof(UserDisplayName));

    /// <summary>The cell of the column UserPrincipalName.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? UserPrincipalName(PSObject row) => Text(row, nameof(UserPrincipalName));

    /// <summary>The cell of the column OsVersion.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? OsVersion(PSObject row) => Text(row, nameof(OsVersion));

    /// <summary>The cell of the column PolicyName.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? PolicyName(PSObject row) => Text(row, nameof(PolicyName));

    /// <summary>The cell of the column DisplayName.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? DisplayName(PSObject row) => Text(row, nameof(DisplayName));

    /// <summary>The cell of the column Kind.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Kind(PSObject row) => Text(row, nameof(Kind));

    /// <summary>The cell of the column Id.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Id(PSObject row) => Text(row, nameof(Id));

    /// <summary>The cell of the column Name.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Name(PSObject row) => Text(row, nameof(Name));

    /// <summary>The cell of the column TenantId.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? TenantId(PSObject row) => Text(row, nameof(TenantId));

    /// <summary>The cell of the column Column.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Column(PSObject row) => Text(row, nameof(Column));

    /// <summary>The cell of the column Suggestion.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Suggestion(PSObject row) => Text(row, nameof(Suggestion));

    /// <summary>The cell of the column Problem.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Problem(PSObject row) => Text(row, nameof(Problem));

    /// <summary>The cell of the column Reason.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Reason(PSObject row) => Text(row, nameof(Reason));

    /// <summary>The cell of the column Value.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Value(PSObject row) => Text(row, nameof(Value));

    /// <summary>The cell of the column Before.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Before(PSObject row) => Text(row, nameof(Before));

    /// <summary>The cell of the column After.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? After(PSObject row) => Text(row, nameof(After));

    /// <summary>The cell of the column Note.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Note(PSObject row) => Text(row, nameof(Note));

    /// <summary>The cell of the column Status, in the color of its meaning.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Status(PSObject row) => StatusFormatter.Status(Value(row, nameof(Status)));

    /// <summary>The cell of the column InstallStatus, in the color of its meaning.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? InstallStatus(PSObject row) => StatusFormatter.Status(Value(row, nameof(InstallStatus)));

    /// <summary>The cell of the column LastReportedDateTime.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? LastReportedDateTime(PSObject row) => StatusFormatter.Minute(Value(row, nameof(LastReportedDateTime)));

    /// <summary>The cell of the column Bar, in the color of the meaning.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Bar(PSObject row) => StatusFormatter.ByMeaning(Value(row, nameof(Bar)), Value(row, "Meaning") as string);

    /// <summary>The cell of the column Change, in the color of its meaning.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Change(PSObject row) => StatusFormatter.ByMeaning(Value(row, nameof(Change)), Value(row, nameof(Change)) switch
    {
        "Recovered" => "Good",
        "Regressed" => "Bad",
        "Changed" => "Pending",
        _ => null,
    });

    /// <summary>The name of a policy, or its id, or its kind.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? ChangedPolicy(PSObject row) => Text(row, nameof(PolicyName)) is { Length: > 0 } name ? name
        : Text(row, "PolicyId") is { Length: > 0 } id ? id
        : Text(row, "PolicyKind") is { Length: > 0 } kind ? kind
        : Text(row, nameof(Kind));

    /// <summary>The name of a device, or the id of the status.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? ChangedDevice(PSObject row) =>
        Text(row, nameof(DeviceDisplayName)) is { Length: > 0 } name ? name : Text(row, nameof(Id));

    /// <summary>SuccessCount, under the short name that the table shows.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Success(PSObject row) => Value(row, "SuccessCount");

    /// <summary>The cell of the column Success.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? ShownSuccess(PSObject row) => StatusFormatter.Good(Value(row, "SuccessCount"));

    /// <summary>FailedCount, under the short name that the table shows.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Failed(PSObject row) => Value(row, "FailedCount");

    /// <summary>The cell of the column Failed.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? ShownFailed(PSObject row) => StatusFormatter.Bad(Value(row, "FailedCount"));

    /// <summary>ErrorCount, under the short name that the table shows.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Error(PSObject row) => Value(row, "ErrorCount");

    /// <summary>The cell of the column Error.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? ShownError(PSObject row) => StatusFormatter.Bad(Value(row, "ErrorCount"));

    /// <summary>ConflictCount, under the short name that the table shows.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Conflict(PSObject row) => Value(row, "ConflictCount");

    /// <summary>The cell of the column Conflict.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? ShownConflict(PSObject row) => StatusFormatter.Open(Value(row, "ConflictCount"));

    /// <summary>PendingCount, under the short name that the table shows.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Pending(PSObject row) => Value(row, "PendingCount");

    /// <summary>The cell of the column Pending.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? ShownPending(PSObject row) => StatusFormatter.Open(Value(row, "PendingCount"));

    /// <summary>NotApplicableCount, under the short name that the table shows.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? NotApplicable(PSObject row) => Value(row, "NotApplicableCount");

    /// <summary>The id of the policy of an overview, under one name for every kind of policy.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? PolicyId(PSObject row) => row?.Properties.FirstOrDefault(property => property.Name.EndsWith(
        "ConfigurationId",
        StringComparison.Ordinal) || property.Name.EndsWith("PolicyId", StringComparison.Ordinal))?.Value;

    /// <summary>The cell of the column PolicyId.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? ShownPolicyId(PSObject row) => StatusFormatter.Text(PolicyId(row));

    /// <summary>OutcomeUnknown, under the short name that the table shows.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Unknown(PSObject row) => Value(row, "OutcomeUnknown");

    /// <summary>The cell of the column Unknown.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? ShownUnknown(PSObject row) => StatusFormatter.Bad(Value(row, "OutcomeUnknown"));

    /// <summary>The cell of the column Done.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? ShownDone(PSObject row) => StatusFormatter.Good(Value(row, "Done"));

    /// <summary>The cell of the column NotSent.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? ShownNotSent(PSObject row) => StatusFormatter.Open(Value(row, "NotSent"));

    /// <summary>The cell of the column Failed of a run.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? ShownFailures(PSObject row) => StatusFormatter.Bad(Value(row, "Failed"));

    /// <summary>The cell of the column Duration.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The cell.</returns>
    public static object? Duration(PSObject row) => Value(row, nameof(Duration)) is not TimeSpan duration ? Text(row, nameof(Duration))
        : string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalHours:00}:{duration.Minutes:00}:{duration.Seconds:00}");

    private static object? Value(PSObject? row, string name) => PSValue.Unwrap(row?.Properties[name]?.Value);

    private static string Text(PSObject? row, string name) => StatusFormatter.Text(Value(row, name));
}
