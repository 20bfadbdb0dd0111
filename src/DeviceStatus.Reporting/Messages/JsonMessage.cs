using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Text;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Summaries;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Reporting.Messages;

/// <summary>A message for a program. <c>schemaVersion</c> is 1.</summary>
internal static class JsonMessage
{
    private const int MaxRows = 100;

    internal static string Create(NotificationContent content)
    {
        (IReadOnlyList<(string Policy, string? Connection, string Text)> policies, int morePolicies) = content.Policies(MaxRows);
        JObject message = new()
        {
            ["schemaVersion"] = 1,
            ["title"] = TextSanitizer.EscapeControls(content.Title),
            ["createdOn"] = Date(content.CreatedOn),
            ["text"] = content.Lead(),
            ["changes"] = content.Changes is null ? null : Changes(content.Changes),
            ["statuses"] = content.Summary is null ? null : Statuses(content.Summary),
            ["policies"] = new JArray(policies.Select(policy => new JObject
            {
                ["name"] = policy.Policy,
                ["connection"] = policy.Connection,
                ["text"] = policy.Text,
            })),
            ["morePolicies"] = morePolicies,
        };
        if (content.IncludeNames && content.Changes is not null)
        {
            (IReadOnlyList<ReportChange> named, int more) = content.Named(MaxRows);
            message["devices"] = new JArray(named.Select(change => new JObject
            {
                ["change"] = change.Change,
                ["deviceDisplayName"] = change.DeviceDisplayName,
                ["userPrincipalName"] = change.UserPrincipalName,
                ["policyName"] = change.PolicyName,
                ["connection"] = change.Connection,
                ["before"] = change.Before,
                ["after"] = change.After,
            }));
            message["moreDevices"] = more;
        }

        return message.ToString(Formatting.None);
    }

    private static JObject Changes(ChangeList changes)
    {
        JObject counts = new() { ["since"] = changes.Since is { } since ? Date(since) : null, ["total"] = changes.Total };
        foreach (string kind in ChangeList.Order)
        {
            counts[kind.ToLowerInvariant()] = changes.CountOf(kind);
        }

        return counts;
    }

    private static JObject Statuses(StatusSummary summary) => new()
    {
        ["total"] = summary.Rows,
        ["good"] = summary.CountOf(StatusMeaning.Good),
        ["pending"] = summary.CountOf(StatusMeaning.Pending),
        ["bad"] = summary.CountOf(StatusMeaning.Bad),
        ["unknown"] = summary.CountOf(StatusMeaning.Unknown),
    };

    private static string Date(DateTimeOffset date) => PropertyConverter.FormatDate(date.ToUniversalTime());
}
