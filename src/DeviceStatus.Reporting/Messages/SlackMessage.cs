using System.Globalization;
using System.Text;
using DeviceStatus.Reporting.Documents;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Reporting.Messages;

/// <summary>A message for a Slack webhook: a text.</summary>
internal static class SlackMessage
{
    private const int MaxRows = 15;

    internal static string Create(NotificationContent content)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"*{Escape(content.Title)}*\n{Escape(content.Lead())}");
        (IReadOnlyList<(string Policy, string? Connection, string Text)> policies, int more) = content.Policies(MaxRows);
        foreach ((string policy, string? connection, string what) in policies)
        {
            string tenant = connection is null ? string.Empty : $" ({Escape(connection)})";
            text.Append(CultureInfo.InvariantCulture, $"\n• {Escape(policy)}{tenant}: {Escape(what)}");
        }

        AddMore(text, more, "more policy", "more policies");
        (IReadOnlyList<ReportChange> named, int moreNamed) = content.Named(MaxRows);
        foreach (ReportChange change in named)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n• {Escape(change.DeviceDisplayName ?? change.Id)} ({Escape(change.UserPrincipalName)}), "
                    + $"{Escape(change.PolicyName ?? change.PolicyKind)}: {Escape(change.Before)} → {Escape(change.After)}");
        }

        AddMore(text, moreNamed, "more device", "more devices");
        return new JObject { ["text"] = text.ToString() }.ToString(Formatting.None);
    }

    private static void AddMore(StringBuilder text, int more, string one, string many)
    {
        if (more > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n• and {DisplayText.Number(more, one, many)}");
        }
    }

    /// <summary>
    /// Escapes a value so that Slack shows it unchanged. The three characters are escaped as Slack requires, which also removes links and
    /// mentions. A zero-width space prevents formatting.
    /// </summary>
    private static string Escape(string? text)
    {
        StringBuilder escaped = new();
        foreach (char c in NotificationMessage.Bounded(text))
        {
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '*' or '_' or '~' or '`' => escaped.Append('\u200B').Append(c),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }
}
