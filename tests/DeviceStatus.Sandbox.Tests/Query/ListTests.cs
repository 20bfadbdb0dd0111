using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Tests.Query;

public sealed class ListTests
{
    [Fact]
    public async Task List_without_top_has_pages_of_a_hundred()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Reply first = await client.GetAsync(SandboxClient.Ios);
        Assert.Equal(100, first.Body["value"]!.Count());
        Assert.StartsWith(
            "https://graph.contoso.com/v1.0" + SandboxClient.Ios + "?", (string?)first.Body["@odata.nextLink"], StringComparison.Ordinal);
        (List<JToken> items, int pages) = await client.ListAsync(SandboxClient.Ios);
        Assert.Equal((120, 2), (items.Count, pages));
        Assert.Equal(120, items.Select(item => (string?)item["id"]).Distinct().Count());
    }

    [Theory]
    [InlineData(1, 120)]
    [InlineData(7, 18)]
    [InlineData(10, 12)]
    [InlineData(500, 12)]
    public async Task List_with_top_comes_whole_in_pages_of_that_size(int top, int pages)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions { PageSize = 10 });
        (List<JToken> items, int seen) = await client.ListAsync($"{SandboxClient.Ios}?$top={top}");
        Assert.Equal((120, pages), (items.Count, seen));
    }

    [Theory]
    [InlineData("/v1.0", SandboxClient.Ios + "/$count", "120")]
    [InlineData("/v1.0", SandboxClient.Ios + "/$count?$filter=status%20eq%20'nonCompliant'", "12")]
    [InlineData("/v1.0", SandboxClient.Configuration + "/$count", "150")]
    [InlineData("/beta", "/deviceManagement/deviceConfigurations('d1000000-0000-4000-8000-000000000002')/deviceStatuses/$count", "40")]
    public async Task Count_segment_returns_the_number_as_text(string version, string path, string expected)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        using HttpResponseMessage response = await client.Http.GetAsync(
            new Uri(version + path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("status in ('error','conflict')", "status eq 'error' or status eq 'conflict'")]
    [InlineData("status in ('error')", "status eq 'error'")]
    [InlineData(
        "osVersion in ('18.5', '17.7') and status eq 'compliant'",
        "(osVersion eq '18.5' or osVersion eq '17.7') and status eq 'compliant'")]
    public async Task Filter_in_means_equal_to_one_of_the_values(string filter, string same)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        (List<JToken> items, _) = await client.ListAsync($"{SandboxClient.Ios}?$filter={Uri.EscapeDataString(filter)}");
        (List<JToken> expected, _) = await client.ListAsync($"{SandboxClient.Ios}?$filter={Uri.EscapeDataString(same)}");
        Assert.NotEmpty(items);
        Assert.Equal(expected.Select(item => (string?)item["id"]), items.Select(item => (string?)item["id"]));
    }

    [Fact]
    public async Task List_objects_deleted_between_pages_skip_none()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions { PageSize = 10 });
        int read = 0;
        string? next = SandboxClient.Ios;
        while (next is not null)
        {
            Reply page = await client.GetAsync(next);
            foreach (JToken item in page.Body["value"]!)
            {
                read++;
                Assert.Equal(204, (await client.SendAsync("DELETE", SandboxClient.Ios + "/" + item["id"])).Status);
            }

            next = ((string?)page.Body["@odata.nextLink"])?.Replace("https://graph.contoso.com", string.Empty, StringComparison.Ordinal);
        }

        Assert.Equal(120, read);
    }

    [Fact]
    public async Task Select_returns_only_those_properties_on_every_page()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        (List<JToken> items, _) = await client.ListAsync(SandboxClient.Ios + "?$select=id,status");
        Assert.Equal(120, items.Count);
        Assert.All(items, item => Assert.Equal(["id", "status"], ((JObject)item).Properties().Select(property => property.Name)));
        Reply one = await client.GetAsync(SandboxClient.FirstIos + "?$select=osVersion");
        Assert.Equal("17.5.1", (string?)one.Body["osVersion"]);
        Assert.Null(one.Body["id"]);
    }

    [Theory]
    [InlineData("status eq 'nonCompliant'")]
    [InlineData("status eq microsoft.graph.complianceStatus'nonCompliant'")]
    [InlineData("(status eq nonCompliant)")]
    public async Task Filter_enumeration_member_matches_in_every_notation(string filter)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        (List<JToken> items, _) = await client.ListAsync($"{SandboxClient.Ios}?$filter={Uri.EscapeDataString(filter)}");
        Assert.Equal(12, items.Count);
        Assert.All(items, item => Assert.Equal("nonCompliant", (string?)item["status"]));
    }

    [Theory]
    [InlineData("status ne 'compliant' and osVersion eq '18.5'", "status!=compliant&&osVersion==18.5")]
    [InlineData("status eq 'error' or status eq 'conflict' and osVersion eq '18.5'", "status==error||status==conflict&&osVersion==18.5")]
    [InlineData(
        "(status eq 'error' or status eq 'compliant') and osVersion eq '18.5'", "(status==error||status==compliant)&&osVersion==18.5")]
    public async Task Filter_and_binds_closer_than_or(string filter, string meaning)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        (List<JToken> all, _) = await client.ListAsync(SandboxClient.Ios);
        (List<JToken> items, _) = await client.ListAsync($"{SandboxClient.Ios}?$filter={Uri.EscapeDataString(filter)}");
        Func<string, bool, bool> expected = meaning switch
        {
            "status!=compliant&&osVersion==18.5" => (status, is185) => status != "compliant" && is185,
            "status==error||status==conflict&&osVersion==18.5" => (status, is185) => status == "error" || (status == "conflict" && is185),
            _ => (status, is185) => status is "error" or "compliant" && is185,
        };
        string[] ids = [.. all.Where(
            item => expected((string)item["status"]!, (string?)item["osVersion"] == "18.5")).Select(item => (string)item["id"]!)];
        Assert.NotEmpty(ids);
        Assert.Equal(ids, items.Select(item => (string)item["id"]!));
    }

    [Theory]
    [InlineData("deviceDisplayName eq 'O''Brien (1) and or'", 1)]
    [InlineData("deviceDisplayName eq 'o''brien (1) and or'", 0)]
    [InlineData("deviceModel eq null and osVersion eq null", 1)]
    [InlineData("osVersion ne null", 120)]
    [InlineData("platform eq -7", 1)]
    [InlineData("lastReportedDateTime eq 2026-01-01T10:00:00Z", 1)]
    [InlineData("lastReportedDateTime eq 2026-01-01T11:00:00%2B01:00", 1)]
    [InlineData("id eq 'x1'", 1)]
    public async Task Filter_texts_numbers_dates_and_null_are_compared(string filter, int count)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        const string Body =
            """{"id":"x1","deviceDisplayName":"O'Brien (1) and or","platform":-7,"lastReportedDateTime":"2026-01-01T11:00:00+01:00"}""";
        Assert.Equal(201, (await client.SendAsync("POST", "/beta" + SandboxClient.Ios, Body)).Status);
        (List<JToken> items, _) = await client.ListAsync(
            $"/beta{SandboxClient.Ios}?$filter={filter.Replace(" ", "%20", StringComparison.Ordinal)}");
        Assert.Equal(count, items.Count);
    }

    [Theory]
    [InlineData("$filter=status eq 'complaint'", "complaint")]
    [InlineData("$filter=nothing eq 'x'", "nothing")]
    [InlineData("$filter=platform eq 1", "platform")]
    [InlineData("$filter=status gt 'error'", "'eq', 'ne' or 'in'")]
    [InlineData("$filter=status in ()", "a value")]
    [InlineData("$filter=status in ('error'", "')'")]
    [InlineData("$filter=status in ('complaint')", "complaint")]
    [InlineData("$filter=status eq 'error", "closing quote")]
    [InlineData("$filter=(status eq 'error'", "')'")]
    [InlineData("$filter=status eq 'error' and", "name of a property")]
    [InlineData("$filter=status eq 'error' 'x'", "the end")]
    [InlineData("$filter=", "name of a property")]
    [InlineData("$filter=osVersion eq 17", "single quotes")]
    [InlineData("$filter=lastReportedDateTime eq '2026-01-01T10:00:00Z'", "without quotes")]
    [InlineData("$select=id,nothing", "nothing")]
    [InlineData("$select=platform", "platform")]
    [InlineData("$top=0", "$top")]
    [InlineData("$top=-1", "$top")]
    [InlineData("$top=1&$top=2", "only once")]
    [InlineData("$orderby=status", "$orderby")]
    [InlineData("$expand=x", "$expand")]
    [InlineData("colour=red", "colour")]
    [InlineData("$skiptoken=zz", "zz")]
    public async Task List_invalid_query_option_is_refused_by_name(string query, string named)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Reply reply = await client.GetAsync(SandboxClient.Ios + "?" + query.Replace(" ", "%20", StringComparison.Ordinal));
        Assert.Equal((400, "BadRequest"), (reply.Status, reply.Code));
        Assert.Contains(named, reply.Message, StringComparison.Ordinal);
    }
}
