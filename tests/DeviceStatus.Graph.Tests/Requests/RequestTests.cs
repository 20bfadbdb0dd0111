using System.Globalization;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.TestServer;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Requests;

public sealed class RequestTests
{
    private static readonly Uri Root = new("https://graph.microsoft.com/");

    [Fact]
    public void Body_has_only_the_given_properties_in_the_order_of_the_schema()
    {
        StatusChange change = Update(GraphSchema.DeviceConfigurationDeviceStatus);
        change.Set("UserPrincipalName", "a@b");
        change.Set("status", "COMPLIANT");
        change.Set("deviceModel", "");
        change.Set("deviceDisplayName", "Müller \"1\" \u2028 <x>");
        change.Set("lastReportedDateTime", "2026-01-31T13:45:00.5+01:00");
        change.Clear("userName");

        Assert.Equal(
            "{\"@odata.type\":\"#microsoft.graph.deviceConfigurationDeviceStatus\","
                + "\"deviceDisplayName\":\"Müller \\\"1\\\" \\u2028 <x>\",\"userName\":null,"
            + "\"status\":\"compliant\",\"lastReportedDateTime\":\"2026-01-31T13:45:00.5+01:00\",\"userPrincipalName\":\"a@b\"}",
            RequestBuilder.Build(change).BodyText());
    }

    [Fact]
    public async Task Body_that_is_sent_alone_or_in_a_batch_equals_the_one_shown_in_any_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("th-TH");
        try
        {
            StatusChange change = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Create, null, "x");
            change.Set("platform", -7);
            change.Set("complianceGracePeriodExpirationDateTime", "9999-12-31T23:59:59.9999999Z");
            change.Set("installStatus", "Timeout");
            GraphRequest request = RequestBuilder.Build(change);
            await using LoopbackServer server = await LoopbackServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
            using GraphClient client = Rows.Connect(server);
            await Rows.RunAsync(client, [request]);
            await Rows.RunAsync(client, [request, Rows.PatchBeta("other", 1)]);

            JObject expected = new()
            {
                ["@odata.type"] = "#microsoft.graph.iosUpdateDeviceStatus",
                ["id"] = "x",
                ["installStatus"] = "timeout",
                ["platform"] = -7,
                ["complianceGracePeriodExpirationDateTime"] = "9999-12-31T23:59:59.9999999Z",
            };
            IReadOnlyList<RecordedRequest> sent = server.Log.Last();
            Assert.Equal(["/beta/deviceManagement/iosUpdateStatuses", "/beta/$batch"], sent.Select(each => each.Url));
            Assert.Equal(expected.ToString(Newtonsoft.Json.Formatting.None), sent[0].Text);
            Assert.Equal(request.BodyText(), sent[0].Text);
            Assert.Contains(request.BodyText(), sent[1].Text, StringComparison.Ordinal);
            Assert.Equal("application/json", sent[0].Headers["Content-Type"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("%2e%2e", "%252e%252e")]
    [InlineData("a b", "a%20b")]
    [InlineData("ü", "%C3%BC")]
    [InlineData("a?b#c&d=e", "a%3Fb%23c%26d%3De")]
    [InlineData("...", "...")]
    [InlineData("\ud83d\ude00", "%F0%9F%98%80")]
    [InlineData("a\r\nb", "a%0D%0Ab")]
    [InlineData("{x}'y'", "%7Bx%7D%27y%27")]
    public async Task Build_any_id_is_one_segment_of_the_path(string id, string segment)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using GraphClient client = Rows.Connect(server);
        GraphRequest request = RequestBuilder.Build(
            new StatusChange(GraphSchema.DeviceConfigurationDeviceStatus, StatusOperation.Delete, id, id));

        await Rows.RunAsync(client, [request]);
        await Rows.RunAsync(client, [request, Rows.Delete("other")]);

        string path = $"/deviceManagement/deviceConfigurations/{segment}/deviceStatuses/{segment}";
        IReadOnlyList<RecordedRequest> sent = server.Log.Last();
        Assert.Equal("/v1.0" + path, sent[0].Url);
        Assert.Equal(path, (string?)JObject.Parse(sent[1].Text)["requests"]![0]!["url"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("../../users")]
    [InlineData("a\\b")]
    [InlineData("..%2Fusers")]
    [InlineData("..%5cusers")]
    public void Build_id_that_cannot_be_in_a_URL_is_refused(string? id) =>
        Assert.Throws<ArgumentException>(
            () => RequestBuilder.Build(new StatusChange(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Delete, null, id)));

    [Theory]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    public void Build_id_with_half_a_character_is_refused(int half) => Assert.Throws<ArgumentException>(
        () => RequestBuilder.Build(
            new StatusChange(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Delete, null, "a" + (char)half + "b")));

    [Fact]
    public void Build_missing_parent_is_refused_by_the_name_of_its_parameter() => Assert.Contains(
        "-DeviceConfigurationId",
        Assert.Throws<ArgumentException>(() => RequestBuilder.Build(
            new StatusChange(GraphSchema.DeviceConfigurationDeviceStatus, StatusOperation.Delete, null, "a"))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("status", "compliant", GraphVersion.V1)]
    [InlineData("platform", 5, GraphVersion.Beta)]
    [InlineData("installStatus", "idle", GraphVersion.V1)]
    [InlineData("installStatus", "updateScanFailed", GraphVersion.Beta)]
    public void Build_version_is_the_least_that_has_every_property(string property, object value, GraphVersion version)
    {
        StatusChange change = Update(GraphSchema.IosUpdateDeviceStatus);
        change.Set(property, value);

        Assert.Equal(version, RequestBuilder.Build(change).Version);
        Assert.Equal(GraphVersion.V1, RequestBuilder.Build(change, GraphVersion.V1).Version);
        Assert.Equal(GraphVersion.Beta, RequestBuilder.Build(change, GraphVersion.Beta).Version);
        Assert.Equal(version == GraphVersion.Beta, GraphVersionSelector.Missing(change, GraphVersion.V1) is not null);
        Assert.Null(GraphVersionSelector.Missing(change, GraphVersion.Beta));
    }

    [Fact]
    public void Build_collection_of_beta_uses_beta() => Assert.Equal(
        "https://graph.microsoft.com/beta/deviceAppManagement/iosLobAppProvisioningConfigurations/p/deviceStatuses/a",
        RequestBuilder.Build(new StatusChange(GraphSchema.IosLobAppProvisioningConfigurationDeviceStatus, StatusOperation.Delete, "p", "a"))
            .UriUnder(Root).AbsoluteUri);

    [Fact]
    public void Build_update_on_a_collection_has_the_id_in_its_body()
    {
        StatusChange change = new(GraphSchema.IosLobAppProvisioningConfigurationDeviceStatus, StatusOperation.Update, "p", "a")
        {
            OnCollection = true,
        };
        change.Set("status", "compliant");

        GraphRequest request = RequestBuilder.Build(change);

        Assert.Equal("/deviceAppManagement/iosLobAppProvisioningConfigurations/p/deviceStatuses", request.Path);
        Assert.Equal(
            "{\"@odata.type\":\"#microsoft.graph.managedDeviceMobileAppConfigurationDeviceStatus\",\"id\":\"a\",\"status\":\"compliant\"}",
            request.BodyText());
        StatusChange other = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Update, null, "a") { OnCollection = true };
        other.Set("status", "compliant");
        Assert.Throws<ArgumentException>(() => RequestBuilder.Build(other));
    }

    [Fact]
    public void Build_update_without_values_or_with_blanks_is_refused()
    {
        StatusChange change = Update(GraphSchema.IosUpdateDeviceStatus);
        change.Set("status", " ");
        change.Set("userName", null);

        Assert.Throws<NothingToChangeException>(() => RequestBuilder.Build(change));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Set_and_clear_of_one_property_contradict_each_other_in_either_order(bool clearFirst)
    {
        StatusChange change = Update(GraphSchema.IosUpdateDeviceStatus);
        Action[] both = [() => change.Set("userName", "x"), () => change.Clear("UserName")];
        if (clearFirst)
        {
            Array.Reverse(both);
        }

        both[0]();

        Assert.Contains("contradict", Assert.Throws<ArgumentException>(both[1]).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("platform")]
    [InlineData("lastReportedDateTime")]
    [InlineData("id")]
    [InlineData("colour")]
    public void Clear_property_that_cannot_be_empty_is_refused(string property) =>
        Assert.Throws<ArgumentException>(() => Update(GraphSchema.IosUpdateDeviceStatus).Clear(property));

    private static StatusChange Update(ResourceDescriptor resource) => new(resource, StatusOperation.Update, "p", "a");
}
