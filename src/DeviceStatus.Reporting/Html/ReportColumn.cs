namespace DeviceStatus.Reporting.Html;

/// <summary>A column of the table of all rows.</summary>
/// <param name="Key">The name in the data.</param>
/// <param name="Label">The heading.</param>
/// <param name="Kind">How the page reads it: <c>text</c>, <c>word</c> (a status), <c>date</c> or <c>number</c>.</param>
/// <param name="Show">When it is shown unasked: <c>always</c> (if any row
/// has a value), <c>varies</c> (if rows differ) or <c>asked</c>.</param>
/// <param name="Filter">Whether the page offers a list of its values.</param>
/// <param name="Value">A string, an int or a date; <see langword="null"/> for nothing.</param>
internal sealed record ReportColumn(string Key, string Label, string Kind, string Show, bool Filter, Func<ReportRow, object?> Value)
{
    /// <summary>Every column, in order.</summary>
    internal static IReadOnlyList<ReportColumn> All { get; } =
    [
        new("row", "Row", "number", "always", false, row => row.Row),
        new("device", "Device", "text", "always", false, row => row.DeviceDisplayName),
        new("policy", "Policy", "text", "always", true, row => row.PolicyName ?? row.ParentId),
        new("change", "Change", "text", "always", true, row => row.Change),
        new("before", "Before", "text", "always", false, row => row.Before),
        new("outcome", "Outcome", "word", "always", true, row => StatusWord.Canonical(row.Outcome)),
        new("status", "Status", "word", "always", true, row => StatusWord.Canonical(row.Status)),
        new("installStatus", "Install status", "word", "always", true, row => StatusWord.Canonical(row.InstallStatus)),
        new("errorId", "Error", "text", "always", true, row => row.ErrorId),
        new("reason", "Reason", "text", "always", false, row => row.Reason),
        new("user", "User", "text", "always", false, row => row.UserName),
        new("model", "Model", "text", "always", true, row => row.DeviceModel),
        new("osVersion", "OS version", "text", "always", true, row => row.OsVersion),
        new("graceEnds", "Grace ends (UTC)", "date", "always", false, row => row.ComplianceGracePeriodExpirationDateTime),
        new("lastReported", "Last reported (UTC)", "date", "always", false, row => row.LastReportedDateTime),
        new("connection", "Tenant", "text", "varies", true, row => row.Connection),
        new("policyKind", "Policy kind", "text", "varies", true, row => row.PolicyKind),
        new("count", "Statuses", "number", "always", false, row => row.Count == 1 ? null : row.Count),
        new("operation", "Operation", "text", "varies", true, row => row.Operation),
        new("noun", "Resource", "text", "asked", false, row => row.Noun),
        new("userPrincipalName", "User principal name", "text", "asked", false, row => row.UserPrincipalName),
        new("parentId", "Parent id", "text", "asked", false, row => row.ParentId),
        new("id", "Id", "text", "asked", false, row => row.Id),
    ];
}
