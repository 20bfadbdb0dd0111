using DeviceStatus.Graph.Schema;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Tests.Api;

public sealed class CrudTests
{
    private const string PublishedCreate = """
        {"@odata.type":"#microsoft.graph.iosUpdateDeviceStatus","installStatus":"available","osVersion":"Os Version value",
        "deviceId":"Device Id value","userId":"User Id value","deviceDisplayName":"Device Display Name value","userName":"User Name value",
        "deviceModel":"Device Model value","complianceGracePeriodExpirationDateTime":"2016-12-31T23:56:44.951111-08:00",
        "status":"notApplicable","lastReportedDateTime":"2017-01-01T00:00:17.7769392-08:00","userPrincipalName":"User Principal Name value"}
        """;

    [Fact]
    public async Task Post_returns_the_object_as_it_was_sent_with_its_dates_unchanged()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Reply created = await client.SendAsync("POST", SandboxClient.Ios, PublishedCreate);
        Assert.Equal(201, created.Status);
        Assert.Equal("2016-12-31T23:56:44.951111-08:00", (string?)created.Body["complianceGracePeriodExpirationDateTime"]);
        Assert.Equal("2017-01-01T00:00:17.7769392-08:00", (string?)created.Body["lastReportedDateTime"]);
        Assert.StartsWith(
            "https://graph.contoso.com/v1.0" + SandboxClient.Ios + "/", created.Headers["Location"], StringComparison.Ordinal);

        Reply read = await client.GetAsync(SandboxClient.Ios + "/" + created.Body["id"]);
        Assert.Equal(200, read.Status);
        Assert.True(JToken.DeepEquals(created.Body, read.Body));
    }

    [Fact]
    public async Task Post_missing_properties_get_the_defaults_of_the_service()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Reply created = await client.SendAsync("POST", "/beta" + SandboxClient.Ios, """{"osVersion":"18.5"}""");
        Assert.Equal(201, created.Status);
        Assert.Equal("unknown", (string?)created.Body["status"]);
        Assert.Equal(0, (int?)created.Body["platform"]);
        Assert.Equal("0001-01-01T00:00:00Z", (string?)created.Body["lastReportedDateTime"]);
        Assert.Equal(JTokenType.Null, created.Body["deviceModel"]!.Type);
    }

    [Fact]
    public async Task Post_given_id_is_accepted_once()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        const string Body = """{"id":"a/b ü","osVersion":"18.5"}""";
        Reply created = await client.SendAsync("POST", SandboxClient.Ios, Body);
        Assert.Equal(201, created.Status);
        Assert.EndsWith("/a%2Fb%20%C3%BC", created.Headers["Location"], StringComparison.Ordinal);
        Assert.Equal(200, (await client.GetAsync(new Uri(created.Headers["Location"]).PathAndQuery)).Status);

        Reply again = await client.SendAsync("POST", SandboxClient.Ios, Body);
        Assert.Equal((409, "Conflict"), (again.Status, again.Code));
    }

    [Fact]
    public async Task Post_new_device_configuration_status_gets_an_id_of_three_parts()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Reply created = await client.SendAsync("POST", SandboxClient.Configuration, """{"status":"error"}""");
        string[] parts = ((string)created.Body["id"]!).Split('_');
        Assert.Equal(3, parts.Length);
        Assert.Equal(SandboxClient.ConfigurationId, parts[1]);
        Assert.All(parts, part => Assert.True(Guid.TryParse(part, out _)));
    }

    [Fact]
    public async Task Patch_changes_only_the_given_properties()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        JObject before = (await client.GetAsync(SandboxClient.FirstIos)).Body;
        Reply updated = await client.SendAsync("PATCH", SandboxClient.FirstIos, """{"status":"conflict","deviceModel":null}""");
        Assert.Equal(200, updated.Status);
        before["status"] = "conflict";
        before["deviceModel"] = null;
        Assert.True(JToken.DeepEquals(before, updated.Body));
    }

    [Fact]
    public async Task Patch_with_response_204_is_done()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions { UpdateResponse = UpdateResponse.NoContent });
        Reply updated = await client.SendAsync("PATCH", SandboxClient.FirstIos, """{"status":"conflict"}""");
        Assert.Equal(204, updated.Status);
        Assert.Empty(updated.Body);
        Assert.Equal("conflict", (string?)(await client.GetAsync(SandboxClient.FirstIos)).Body["status"]);
    }

    [Fact]
    public async Task Delete_removes_the_object()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Assert.Equal(204, (await client.SendAsync("DELETE", SandboxClient.FirstIos)).Status);
        Assert.Equal(404, (await client.SendAsync("DELETE", SandboxClient.FirstIos)).Status);
        Assert.Equal(404, (await client.SendAsync("PATCH", SandboxClient.FirstIos, """{"status":"error"}""")).Status);
        Reply read = await client.GetAsync(SandboxClient.FirstIos);
        Assert.Equal((404, "ResourceNotFound"), (read.Status, read.Code));
    }

    [Fact]
    public async Task Patch_on_the_ios_lob_collection_takes_the_id_from_the_body()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        const string Id = "b2000001-0000-4000-8000-000000000005";
        Reply updated = await client.SendAsync("PATCH", "/beta" + SandboxClient.Lob, $$"""{"id":"{{Id}}","platform":3}""");
        Assert.Equal(200, updated.Status);
        Assert.Equal(3, (int?)(await client.GetAsync($"/beta{SandboxClient.Lob}/{Id}")).Body["platform"]);

        Assert.Equal(400, (await client.SendAsync("PATCH", "/beta" + SandboxClient.Lob, """{"platform":3}""")).Status);
        Reply elsewhere = await client.SendAsync("PATCH", SandboxClient.Ios, """{"id":"x","status":"error"}""");
        Assert.Equal((400, "No method match route template"), (elsewhere.Status, elsewhere.Code));
    }

    [Fact]
    public async Task OpenAsync_two_sandboxes_start_with_the_same_data()
    {
        await using SandboxClient one = await SandboxClient.OpenAsync();
        await using SandboxClient two = await SandboxClient.OpenAsync();
        foreach (ResourceDescriptor resource in GraphSchema.Resources.Where(
            resource => resource.ParentParameter is null && !resource.IsSingleton))
        {
            (List<JToken> first, _) = await one.ListAsync("/beta" + resource.PathTemplate);
            (List<JToken> second, _) = await two.ListAsync("/beta" + resource.PathTemplate);
            Assert.NotEmpty(first);
            Assert.True(JToken.DeepEquals(new JArray(first), new JArray(second)));
        }
    }
}
