namespace DeviceStatus.Reporting.Html;

/// <summary>A column of the table of all rows.</summary>
/// <param name="Key">The name in the data.</param>
/// <param name="Label">The heading.</param>
/// <param name="Kind">The type of the column: <c>text</c>, <c>word</c> (a status), <c>date</c> or <c>number</c>.</param>
/// <param name="Show">When it is shown by default: <c>always</c> (if any row has a value), <c>varies</c> (if rows differ) or
/// <c>asked</c>.</param>
/// <param name="Value">A string, an int or a date; <see langword="null"/> for nothing.</param>
/// <param name="HasFilter">Whether the page has a filter with a list of its values.</param>
internal sealed record ReportColumn(
    string Key, string Label, string Kind, string Show, Func<ReportRow, object?> Value, bool HasFilter = false)
{
    /// <summary>Every column, in order.</summary>
    internal static IReadOnlyList<ReportColumn> All { get; } =
    [
        new("row", "Row", "number", "always", row => row.Row),
        new("device", "Device", "text", "always", row => row.DeviceDisplayName),
        new("policy", "Policy", "text", "always", row => row.PolicyName ?? row.ParentId, HasFilter: true),
        new("change", "Change", "text", "always", row => row.Change, HasFilter: true),
        new("before", "Before", "text", "always", row => row.Before),
        new("outcome", "Outcome", "word", "always", row => StatusWord.Canonical(row.Outcome), HasFilter: true),
        new("status", "Status", "word", "always", row => StatusWord.Canonical(row.Status), HasFilter: true),
        new("installStatus", "Install status", "word", "always", row => StatusWord.Canonical(row.InstallStatus), HasFilter: true),
        new("errorId", "Error", "text", "always", row => row.ErrorId, HasFilter: true),
        new("reason", "Reason", "text", "always", row => row.Reason),
        new("user", "User", "text", "always", row => row.UserName),
        new("model", "Model", "text", "always", row => row.DeviceModel, HasFilter: true),
        new("osVersion", "OS version", "text", "always", row => row.OsVersion, HasFilter: true),
        new("graceEnds", "Grace ends (UTC)", "date", "always", row => row.ComplianceGracePeriodExpirationDateTime),
        new("lastReported", "Last reported (UTC)", "date", "always", row => row.LastReportedDateTime),
        new("connection", "Tenant", "text", "varies", row => row.Connection, HasFilter: true),
        new("policyKind", "Policy kind", "text", "varies", row => row.PolicyKind, HasFilter: true),
        new("count", "Statuses", "number", "always", row => row.Count == 1 ? null : row.Count),
        new("operation", "Operation", "text", "varies", row => row.Operation, HasFilter: true),
        new("noun", "Resource", "text", "asked", row => row.Noun),
        new("userPrincipalName", "User principal name", "text", "asked", row => row.UserPrincipalName),
        new("parentId", "Parent id", "text", "asked", row => row.ParentId),
        new("id", "Id", "text", "asked", row => row.Id),
    ];
}
