using System.Globalization;
using DeviceStatus.Reporting.Documents;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Reporting.Messages;

/// <summary>
/// A message for a Teams workflow: an Adaptive Card 1.5. Values are in text runs, which Teams does not read as Markdown, so that the name
/// of a device cannot become a link.
/// </summary>
internal static class TeamsMessage
{
    // Teams refuses messages of more than 28 KB.
    private const int MaxRows = 12;

    internal static string Create(NotificationContent content)
    {
        JArray body =
        [
            Text(content.Title, size: "large", weight: "bolder"),
            Text(content.Lead()),
            new JObject
            {
                ["type"] = "FactSet",
                ["facts"] = new JArray(
                    content.Figures()
                        .Select(figure => new JObject { ["title"] = figure.Name, ["value"] = DisplayText.Number(figure.Count) })),
            },
        ];
        if (content.Figures().Count == 0)
        {
            body.RemoveAt(2);
        }

        AddPolicies(body, content);
        AddNames(body, content);
        JObject card = new()
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.5",
            ["msteams"] = new JObject { ["width"] = "Full" },
            ["fallbackText"] = NotificationMessage.Bounded($"{content.Title}: {content.Lead()}", 500),
            ["body"] = body,
        };
        return new JObject
        {
            ["type"] = "message",
            ["attachments"] = new JArray(new JObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["contentUrl"] = null,
                ["content"] = card,
            }),
        }.ToString(Formatting.None);
    }

    private static void AddPolicies(JArray body, NotificationContent content)
    {
        (IReadOnlyList<(string Policy, string? Connection, string Text)> shown, int more) = content.Policies(MaxRows);
        if (shown.Count == 0)
        {
            return;
        }

        bool hasTenants = shown.Select(policy => policy.Connection).Distinct().Count() > 1;
        body.Add(Text("By policy", weight: "bolder"));
        body.Add(hasTenants
            ? Table(["Policy", "Tenant", "What"], shown.Select(policy => new[] { policy.Policy, policy.Connection, policy.Text }))
            : Table(["Policy", "What"], shown.Select(policy => new[] { policy.Policy, policy.Text })));
        AddMore(body, more, "more policy", "more policies");
    }

    private static void AddNames(JArray body, NotificationContent content)
    {
        (IReadOnlyList<ReportChange> shown, int more) = content.Named(MaxRows);
        if (shown.Count == 0)
        {
            return;
        }

        body.Add(Text("By device", weight: "bolder"));
        body.Add(Table(
            ["Device", "User", "Policy", "Change"],
            shown.Select(change => new[]
            {
                change.DeviceDisplayName ?? change.Id, change.UserPrincipalName, change.PolicyName ?? change.PolicyKind,
                $"{change.Before} → {change.After}",
            })));
        AddMore(body, more, "more device", "more devices");
    }

    private static void AddMore(JArray body, int more, string one, string many)
    {
        if (more > 0)
        {
            body.Add(Text(string.Create(CultureInfo.InvariantCulture, $"And {DisplayText.Number(more, one, many)}.")));
        }
    }

    private static JObject Table(string[] headings, IEnumerable<string?[]> rows) => new()
    {
        ["type"] = "Table",
        ["firstRowAsHeaders"] = true,
        ["showGridLines"] = false,
        ["columns"] = new JArray(headings.Select(_ => new JObject { ["width"] = 1 })),
        ["rows"] = new JArray(rows.Prepend(headings).Select((row, i) => new JObject
        {
            ["type"] = "TableRow",
            ["cells"] = new JArray(row.Select(cell => new JObject
            {
                ["type"] = "TableCell",
                ["items"] = new JArray(Text(cell, weight: i == 0 ? "bolder" : null)),
            })),
        })),
    };

    private static JObject Text(string? text, string? size = null, string? weight = null)
    {
        JObject run = new()
        {
            ["type"] = "TextRun",
            ["text"] = NotificationMessage.Bounded(text, 400) is { Length: > 0 } clean ? clean : " ",
        };
        if (size is not null)
        {
            run["size"] = size;
        }

        if (weight is not null)
        {
            run["weight"] = weight;
        }

        return new JObject { ["type"] = "RichTextBlock", ["inlines"] = new JArray(run) };
    }
}
