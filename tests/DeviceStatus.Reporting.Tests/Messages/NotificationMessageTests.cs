using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Messages;
using DeviceStatus.Reporting.Summaries;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Reporting.Tests.Messages;

public sealed class NotificationMessageTests
{
    /// <summary>The elements of an Adaptive Card 1.5 that the message uses: their required and their optional properties.</summary>
    private static readonly Dictionary<string, (string[] Required, string[] Optional)> Elements = new()
    {
        ["AdaptiveCard"] = (["$schema", "version", "body"], ["msteams", "fallbackText"]),
        ["RichTextBlock"] = (["inlines"], []),
        ["TextRun"] = (["text"], ["size", "weight"]),
        ["FactSet"] = (["facts"], []),
        ["Table"] = (["columns", "rows"], ["firstRowAsHeaders", "showGridLines"]),
        ["TableRow"] = (["cells"], []),
        ["TableCell"] = (["items"], []),
    };

    [Theory]
    [InlineData(true, true, 3)]
    [InlineData(true, false, 500)]
    [InlineData(false, true, 500)]
    [InlineData(false, false, 0)]
    public void Create_for_Teams_makes_a_card_that_the_schema_allows(bool changes, bool names, int count)
    {
        string message = NotificationMessage.Create("Teams", Content(changes, names, count));

        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(message), 1, 28 * 1024);
        JObject body = JObject.Parse(message);
        Assert.Equal("message", (string?)body["type"]);
        JToken attachment = Assert.Single(body["attachments"]!);
        Assert.Equal("application/vnd.microsoft.card.adaptive", (string?)attachment["contentType"]);
        JToken card = attachment["content"]!;
        Assert.Equal("1.5", (string?)card["version"]);
        Assert.Equal("http://adaptivecards.io/schemas/adaptive-card.json", (string?)card["$schema"]);
        AssertElement(card, "AdaptiveCard");
    }

    [Fact]
    public void Create_says_what_changed_and_where()
    {
        foreach (string format in new[] { "Teams", "Slack", "Json" })
        {
            string message = NotificationMessage.Create(format, Content(changes: true, names: false, 3));
            Assert.Contains("3 statuses changed: 3 regressed.", message, StringComparison.Ordinal);
            Assert.Contains("Wi-Fi", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Teams")]
    [InlineData("Slack")]
    [InlineData("Json")]
    public void Create_names_people_and_devices_only_when_asked(string format)
    {
        string without = NotificationMessage.Create(format, Content(changes: true, names: false, 3));
        string with = NotificationMessage.Create(format, Content(changes: true, names: true, 3));

        foreach (string name in new[] { "ann@contoso.example", "Ann's iPhone", "id-of-ann" })
        {
            Assert.DoesNotContain(name, without, StringComparison.Ordinal);
        }

        Assert.Contains("ann@contoso.example", with, StringComparison.Ordinal);
        Assert.Contains("Ann's iPhone", with, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_for_Slack_escapes_what_Slack_would_read()
    {
        NotificationContent content = new() { Title = "<!channel> & *all*", CreatedOn = ReportSamples.Now, Changes = new ChangeList(null) };

        string text = (string)JObject.Parse(NotificationMessage.Create("Slack", content))["text"]!;

        Assert.StartsWith("*&lt;!channel&gt; &amp; \u200B*all\u200B**\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_for_programs_has_the_counts()
    {
        JObject message = JObject.Parse(NotificationMessage.Create("Json", Content(changes: true, names: false, 3)));

        Assert.Equal(1, (int)message["schemaVersion"]!);
        Assert.Equal(
            (3, 3, 0), ((int)message["changes"]!["total"]!, (int)message["changes"]!["regressed"]!, (int)message["changes"]!["removed"]!));
        Assert.Null(message["devices"]);
    }

    [Theory]
    [InlineData("prod-12.westeurope.logic.azure.com", "Teams")]
    [InlineData("default0123.4e.environment.api.powerplatform.com", "Teams")]
    [InlineData("contoso.webhook.office.com", "Teams")]
    [InlineData("hooks.slack.com", "Slack")]
    [InlineData("hooks.slack.com.evil.example", "Json")]
    [InlineData("127.0.0.1", "Json")]
    public void FormatOf_of_a_host_is_the_format_of_its_service(string host, string expected) =>
        Assert.Equal(expected, NotificationMessage.FormatOf(host));

    private static NotificationContent Content(bool changes, bool names, int count)
    {
        ChangeList list = new(null);
        StatusSummary summary = new(ReportSamples.Now);
        for (int i = 0; i < count; i++)
        {
            list.Add(new ReportChange
            {
                Change = "Regressed",
                PolicyName = count > 100 ? "Wi-Fi " + new string('ß', 100) + i : "Wi-Fi",
                DeviceDisplayName = "Ann's iPhone",
                UserPrincipalName = "ann@contoso.example",
                Before = "compliant",
                After = "error",
                Id = "id-of-ann",
            });
            summary.Add(new ReportRow
            {
                PolicyName = "Wi-Fi " + i,
                PolicyKind = "DeviceConfiguration",
                Status = "error",
                DeviceDisplayName = "Ann's iPhone",
            });
        }

        return new NotificationContent
        {
            Title = "Device status",
            CreatedOn = ReportSamples.Now,
            Changes = changes ? list : null,
            Summary = changes ? null : summary,
            IncludeNames = names,
        };
    }

    private static void AssertElement(JToken element, string type)
    {
        Assert.Equal(type, (string?)element["type"]);
        (string[] required, string[] optional) = Elements[type];
        string[] names = [.. element.Children<JProperty>().Select(property => property.Name)];
        Assert.All(required, name => Assert.Contains(name, names));
        Assert.Empty(names.Except(required).Except(optional).Except(["type"]));
        foreach (JToken child in element["body"] ?? element["items"] ?? new JArray())
        {
            Assert.Contains((string?)child["type"], new[] { "RichTextBlock", "FactSet", "Table" });
            AssertElement(child, (string)child["type"]!);
        }

        Assert.All(element["inlines"] ?? new JArray(), run => AssertElement(run, "TextRun"));
        Assert.All(element["cells"] ?? new JArray(), cell => AssertElement(cell, "TableCell"));
        foreach (JToken row in element["rows"] ?? new JArray())
        {
            AssertElement(row, "TableRow");
            Assert.Equal(element["columns"]!.Count(), row["cells"]!.Count());
        }

        Assert.All(
            element["facts"] ?? new JArray(),
            fact => Assert.Equal(["title", "value"], fact.Children<JProperty>().Select(property => property.Name)));
    }
}
