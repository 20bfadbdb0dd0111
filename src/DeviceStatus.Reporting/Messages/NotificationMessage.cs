using DeviceStatus.Graph.Text;

namespace DeviceStatus.Reporting.Messages;

/// <summary>Creates the body of a notification in the format of its service.</summary>
public static class NotificationMessage
{
    /// <summary>Creates the body.</summary>
    /// <param name="format"><c>Teams</c>, <c>Slack</c> or <c>Json</c>.</param>
    /// <param name="content">The content.</param>
    /// <returns>JSON.</returns>
    public static string Create(string format, NotificationContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return format?.ToUpperInvariant() switch
        {
            "TEAMS" => TeamsMessage.Create(content),
            "SLACK" => SlackMessage.Create(content),
            "JSON" => JsonMessage.Create(content),
            _ => throw new ArgumentException($"There is no format '{format}'; use Teams, Slack or Json.", nameof(format)),
        };
    }

    /// <summary>The format of the host of a webhook.</summary>
    /// <param name="host">The host.</param>
    /// <returns>The name of the format; <c>Json</c> for an unknown host.</returns>
    public static string FormatOf(string host)
    {
        string[] teams =
        [
            ".logic.azure.com", ".logic.azure.us", ".logic.azure.cn", ".api.powerplatform.com", ".api.powerplatform.us",
            ".webhook.office.com",
        ];
        string[] slack = ["hooks.slack.com", "hooks.slack-gov.com"];
        return teams.Any(end => host.EndsWith(end, StringComparison.OrdinalIgnoreCase)) ? "Teams"
            : slack.Contains(host, StringComparer.OrdinalIgnoreCase) ? "Slack"
            : "Json";
    }

    /// <summary>A text without control characters and of bounded length; services refuse long messages.</summary>
    internal static string Bounded(string? text, int maxLength = 120) =>
        TextSanitizer.Truncate(TextSanitizer.EscapeControls(text), maxLength);
}
