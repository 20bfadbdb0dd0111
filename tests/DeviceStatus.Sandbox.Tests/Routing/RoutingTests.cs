using System.Net;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Seed;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Tests.Routing;

public sealed class RoutingTests
{
    /// <summary>The first policy of each kind, by the path of the list.</summary>
    private static readonly Dictionary<string, string> Parents = GraphSchema.Policies.ToDictionary(
        policies => policies.PathTemplate,
        policies => SeedPolicies.All.First(policy => policy.Resource == policies).Id);

    public static TheoryData<string, GraphVersion> EveryResource
    {
        get
        {
            TheoryData<string, GraphVersion> rows = [];
            foreach (ResourceDescriptor resource in GraphSchema.Resources)
            {
                rows.Add(resource.Noun, GraphVersion.V1);
                rows.Add(resource.Noun, GraphVersion.Beta);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(EveryResource))]
    public async Task Route_every_resource_of_the_schema_is_served_in_its_versions(string noun, GraphVersion version)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        ResourceDescriptor resource = GraphSchema.ByNoun(noun);
        int hole = resource.PathTemplate.IndexOf("/{}", StringComparison.Ordinal);
        string path = "/" + version.ToSegment() + resource.CollectionPath(hole < 0 ? null : Parents[resource.PathTemplate[..hole]]);
        Reply reply = await client.GetAsync(path);
        if (!resource.Versions.Has(version))
        {
            Assert.Equal((400, "BadRequest"), (reply.Status, reply.Code));
            Assert.StartsWith("Resource not found for the segment '", reply.Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(200, reply.Status);
        JObject entity = resource.IsSingleton ? reply.Body : (JObject)reply.Body["value"]![0]!;
        string[] expected = [.. resource.Properties.Where(property => property.Versions.Has(version)).Select(property => property.Name)];
        Assert.Equal(expected, entity.Properties().Select(property => property.Name).Where(name => !name.StartsWith('@')));
        if (!resource.IsSingleton)
        {
            Assert.Equal(200, (await client.GetAsync(path + "/" + entity["id"])).Status);
        }
    }

    [Theory]
    [InlineData("/deviceManagement/deviceConfigurations", 5)]
    [InlineData("/deviceManagement/deviceCompliancePolicies", 3)]
    [InlineData("/deviceAppManagement/mobileAppConfigurations", 3)]
    [InlineData("/deviceAppManagement/iosLobAppProvisioningConfigurations", 3)]
    public async Task Route_policies_can_only_be_read(string path, int count)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions { Empty = true });
        (List<JToken> items, _) = await client.ListAsync("/beta" + path);
        Assert.Equal(count, items.Count);
        Assert.All(items, item => Assert.Matches("^#microsoft[.]graph[.]ios", (string?)item["@odata.type"]));
        Assert.All(items, item => Assert.NotNull((string?)item["displayName"]));
        Reply one = await client.GetAsync($"/beta{path}/{Parents[path]}");
        Assert.Equal((string?)items[0]["displayName"], (string?)one.Body["displayName"]);
        Reply refused = await client.SendAsync("DELETE", $"/beta{path}/{Parents[path]}");
        Assert.Equal((400, "No method match route template"), (refused.Status, refused.Code));
    }

    [Theory]
    [InlineData("/deviceManagement/iosUpdateStatuses('52000000-0000-4000-8000-000000000001')", SandboxClient.FirstIos)]
    [InlineData(
        "/deviceManagement/deviceConfigurations('d1000000-0000-4000-8000-000000000001')/deviceStatuses", SandboxClient.Configuration)]
    [InlineData(
        "/deviceManagement/deviceConfigurations%28%27d1000000-0000-4000-8000-000000000001%27%29/deviceStatuses",
        SandboxClient.Configuration)]
    public async Task Route_key_in_parentheses_equals_the_key_as_a_segment(string path, string same)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Reply reply = await client.GetAsync(path);
        Reply expected = await client.GetAsync(same);
        Assert.Equal(200, reply.Status);
        reply.Body.Remove("@odata.nextLink");
        expected.Body.Remove("@odata.nextLink");
        Assert.Equal(expected.Body.ToString(), reply.Body.ToString());
    }

    [Theory]
    [InlineData("/v1.0/deviceManagement/iosUpdateStatuses/$ref", "$ref")]
    [InlineData("/v1.0/deviceManagement/iosUpdateStatuses/x/$count", "$count")]
    [InlineData("/v1.0/deviceManagement/nothing('x')", "nothing")]
    [InlineData("/v1.0/deviceManagement/nothing", "nothing")]
    [InlineData("/v1.0/deviceManagement", "deviceManagement")]
    [InlineData("/v1.0/deviceManagement/iosUpdateStatuses/x/more", "more")]
    [InlineData("/v1.0/deviceAppManagement/iosLobAppProvisioningConfigurations", "iosLobAppProvisioningConfigurations")]
    public async Task Route_unknown_path_names_the_segment(string path, string segment)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Reply reply = await client.GetAsync(path);
        Assert.Equal((400, "BadRequest"), (reply.Status, reply.Code));
        Assert.Equal($"Resource not found for the segment '{segment}'.", reply.Message);
    }

    [Fact]
    public async Task Route_unknown_policy_is_not_found()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Reply reply = await client.SendAsync(
            "POST", "/deviceManagement/deviceConfigurations/none/deviceStatuses", """{"status":"error"}""");
        Assert.Equal((404, "ResourceNotFound"), (reply.Status, reply.Code));
        Assert.Contains("deviceConfiguration with the id 'none'", reply.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", SandboxClient.FirstIos, 405)]
    [InlineData("POST", SandboxClient.FirstIos, 400)]
    [InlineData("DELETE", SandboxClient.Ios, 400)]
    [InlineData("GET", "/$batch", 405)]
    public async Task Route_verb_that_the_path_does_not_have_is_refused(string method, string path, int status)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Assert.Equal(status, (await client.SendAsync(method, path)).Status);
    }

    [Fact]
    public async Task Route_path_without_a_version_is_refused()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        using HttpResponseMessage response = await client.Http.GetAsync(
            new Uri("https://graph.contoso.com" + SandboxClient.Ios), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer ")]
    [InlineData("Basic eA==")]
    public async Task Request_without_a_token_is_refused(string? authorization)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        client.Http.DefaultRequestHeaders.Remove("Authorization");
        if (authorization is not null)
        {
            client.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }

        Reply reply = await client.GetAsync(SandboxClient.Ios);
        Assert.Equal((401, "InvalidAuthenticationToken"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Response_has_the_headers_of_Graph()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        client.Http.DefaultRequestHeaders.Add("client-request-id", "mine");
        using HttpResponseMessage response = await client.Http.GetAsync(
            new Uri("https://graph.contoso.com/v1.0/nothing"), TestContext.Current.CancellationToken);
        Assert.NotNull(response.Headers.Date);
        Assert.Equal("mine", response.Headers.GetValues("client-request-id").Single());
        string requestId = response.Headers.GetValues("request-id").Single();
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        JToken inner = JObject.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))["error"]!["innerError"]!;
        Assert.Equal(requestId, (string?)inner["request-id"]);
        Assert.Equal("mine", (string?)inner["client-request-id"]);
    }
}
