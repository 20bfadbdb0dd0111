using System.Globalization;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Tests.Api;

public sealed class BatchTests
{
    private static readonly object Error = new { status = "error" };

    [Fact]
    public async Task Batch_items_have_their_own_responses_in_any_order()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        object[] requests =
        [
            SandboxClient.Patch("a", SandboxClient.FirstIos, Error),
            SandboxClient.Patch("b", SandboxClient.Ios.TrimStart('/') + "/none", Error),
            SandboxClient.Patch("c", SandboxClient.FirstIos, new { status = "complaint" }),
            new { id = "d", method = "GET", url = SandboxClient.FirstIos + "?$select=status" },
            new { id = "e", method = "DELETE", url = SandboxClient.FirstIos },
        ];
        Reply reply = await client.SendAsync("POST", "/$batch", JObject.FromObject(new { requests }).ToString());
        Assert.NotEqual(["a", "b", "c", "d", "e"], reply.Body["responses"]!.Select(answer => (string)answer["id"]!));
        Dictionary<string, JToken> answers = reply.Body["responses"]!.ToDictionary(answer => (string)answer["id"]!);
        Assert.Equal(5, answers.Count);
        Assert.Equal([200, 404, 400, 200, 204], "abcde".Select(id => (int)answers[id.ToString()]["status"]!));
        Assert.Equal("error", (string?)answers["d"]["body"]!["status"]);
        Assert.Equal("ResourceNotFound", (string?)answers["b"]["body"]!["error"]!["code"]);
        Assert.Null(answers["e"]["body"]);
    }

    [Fact]
    public async Task Batch_created_item_has_its_location()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Dictionary<string, JObject> answers = await client.BatchAsync(new
        {
            id = "1",
            method = "POST",
            url = SandboxClient.Ios,
            headers = new Dictionary<string, string> { ["content-type"] = "application/json" },
            body = Error,
        });
        Assert.Equal(201, (int?)answers["1"]["status"]);
        string location = (string)answers["1"]["headers"]!["Location"]!;
        Assert.Equal(200, (await client.GetAsync(new Uri(location).PathAndQuery)).Status);
    }

    [Fact]
    public async Task Batch_item_that_depends_on_a_failed_one_fails_with_424()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Dictionary<string, JObject> answers = await client.BatchAsync(
            new { id = "1", method = "DELETE", url = SandboxClient.FirstIos, dependsOn = new[] { "3" } },
            new { id = "2", method = "GET", url = SandboxClient.FirstIos },
            new { id = "3", method = "GET", url = SandboxClient.Ios + "/none" },
            new { id = "4", method = "GET", url = SandboxClient.Ios + "?$top=1", dependsOn = new[] { "2" } },
            new { id = "5", method = "GET", url = SandboxClient.Ios + "?$top=1", dependsOn = new[] { "1" } });
        Assert.Equal([424, 200, 404, 200, 424], "12345".Select(id => (int)answers[id.ToString()]["status"]!));
        Assert.Equal(200, (await client.GetAsync(SandboxClient.FirstIos)).Status);
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { """{}""", "requests" },
        { """{"requests":[]}""", "requests" },
        { """{"requests":{}}""", "requests" },
        { """[]""", "JSON" },
        { """{"requests":[""", "JSON" },
        { """{"requests":[{"method":"GET","url":"/x"}]}""", "'id'" },
        { """{"requests":[{"id":1,"method":"GET","url":"/x"}]}""", "'id'" },
        { """{"requests":[{"id":"a","method":"GET","url":"/x"},{"id":"A","method":"GET","url":"/x"}]}""", "'A' must be unique" },
        { """{"requests":[{"id":"a","url":"/x"}]}""", "no 'method'" },
        { """{"requests":[{"id":"a","method":"GET"}]}""", "no 'url'" },
        { """{"requests":[{"id":"a","method":"PATCH","url":"/x","body":{}}]}""", "no Content-Type" },
        { """{"requests":[{"id":"a","method":"POST","url":"/x"}]}""", "must have a body" },
        { """{"requests":[{"id":"a","method":"GET","url":"/x","dependsOn":["b"]}]}""", "'b', which is not in the batch" },
        {
            """{"requests":[{"id":"a","method":"GET","url":"/x","dependsOn":["b"]},"""
                + """{"id":"b","method":"GET","url":"/x","dependsOn":["a"]}]}""",
            "circle"
        },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Batch_that_is_malformed_is_refused_as_a_whole(string body, string named)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Reply reply = await client.SendAsync("POST", "/$batch", body);
        Assert.Equal(400, reply.Status);
        Assert.Contains(named, reply.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 200)]
    [InlineData(21, 400)]
    public async Task Batch_of_more_than_twenty_items_is_refused(int count, int status)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        var requests = Enumerable.Range(0, count).Select(number => new
        {
            id = number.ToString(CultureInfo.InvariantCulture),
            method = "GET",
            url = SandboxClient.FirstIos,
        });
        Reply reply = await client.SendAsync("POST", "/beta/$batch", JObject.FromObject(new { requests }).ToString());
        Assert.Equal(status, reply.Status);
        if (status == 200)
        {
            Assert.Equal(count, reply.Body["responses"]!.Select(answer => (string)answer["id"]!).Distinct().Count());
        }
    }

    [Fact]
    public async Task Batch_version_is_that_of_its_items()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Dictionary<string, JObject> answers = await client.BatchAsync(
            new { id = "1", method = "GET", url = SandboxClient.Lob },
            new { id = "2", method = "GET", url = "/v1.0" + SandboxClient.FirstIos },
            new { id = "3", method = "GET", url = "https://graph.contoso.com/v1.0" + SandboxClient.FirstIos });
        Assert.All(answers.Values, answer => Assert.Equal(400, (int?)answer["status"]));
    }

    [Fact]
    public async Task Statistics_count_items_by_method_and_status()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        await client.BatchAsync(
            SandboxClient.Patch("1", SandboxClient.FirstIos, Error),
            SandboxClient.Patch("2", SandboxClient.FirstIos, Error),
            new { id = "3", method = "DELETE", url = SandboxClient.Ios + "/none" });
        await client.GetAsync(SandboxClient.FirstIos);
        SandboxStatistics statistics = client.Graph.Statistics;
        Assert.Equal((2, 1, 1), (statistics.Requests, statistics.Batches, statistics.MaxConcurrent));
        Assert.Equal(2, statistics.Calls["PATCH"][200]);
        Assert.Equal(1, statistics.Calls["DELETE"][404]);
        Assert.Equal(1, statistics.Calls["GET"][200]);
    }
}
