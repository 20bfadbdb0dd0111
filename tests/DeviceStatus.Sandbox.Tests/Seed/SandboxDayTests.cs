using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Tests.Seed;

public sealed class SandboxDayTests
{
    private static readonly string[] Failures = ["nonCompliant", "error", "conflict"];

    [Fact]
    public async Task Day_2_shows_the_same_devices_some_failed_recovered_gone_and_new()
    {
        Dictionary<string, string> before = await StatusesAsync(1, SandboxClient.Configuration);
        Dictionary<string, string> after = await StatusesAsync(2, SandboxClient.Configuration);
        string[] both = [.. before.Keys.Intersect(after.Keys)];
        Assert.InRange(both.Count(id => !Failures.Contains(before[id]) && Failures.Contains(after[id])), 1, 15);
        Assert.InRange(both.Count(id => Failures.Contains(before[id]) && !Failures.Contains(after[id])), 1, 20);
        Assert.InRange(before.Keys.Except(after.Keys).Count(), 1, 10);
        Assert.InRange(after.Keys.Except(before.Keys).Count(), 1, 10);
        Assert.InRange(both.Count(id => before[id] == after[id]), 100, 149);
    }

    [Fact]
    public async Task Day_has_the_same_data_in_every_sandbox()
    {
        await using SandboxClient first = await SandboxClient.OpenAsync(new SandboxOptions { Day = 5, PageSize = 1000 });
        await using SandboxClient second = await SandboxClient.OpenAsync(new SandboxOptions { Day = 5, PageSize = 1000 });
        Assert.Equal(
            (await first.GetAsync(SandboxClient.Configuration)).Body.ToString(),
            (await second.GetAsync(SandboxClient.Configuration)).Body.ToString());
    }

    [Fact]
    public async Task Day_later_is_reported_later_and_ids_stay_unique()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions { Day = 30, PageSize = 1000 });
        (List<JToken> items, _) = await client.ListAsync(SandboxClient.Configuration);
        Assert.Equal(items.Count, items.Select(item => (string?)item["id"]).Distinct().Count());
        Assert.Contains(items, item => ((string?)item["lastReportedDateTime"])!.StartsWith("2026-06-30", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(367)]
    public async Task Day_out_of_range_is_refused(int day) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SandboxClient.OpenAsync(new SandboxOptions { Day = day }));

    [Theory]
    [InlineData("iOS - corporate wi-fi")]
    [InlineData("d1000000-0000-4000-8000-000000000002")]
    public async Task DeniedPolicies_policy_is_listed_and_its_statuses_are_refused(string denied)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions { DeniedPolicies = [denied] });
        const string Policy = "/deviceManagement/deviceConfigurations/d1000000-0000-4000-8000-000000000002";
        Assert.Equal(200, (await client.GetAsync(Policy)).Status);
        foreach (string below in new[] { "/deviceStatuses", "/userStatuses", "/deviceStatusOverview", "/deviceStatuses/x" })
        {
            Reply reply = await client.GetAsync(Policy + below);
            Assert.Equal((403, "Forbidden"), (reply.Status, reply.Code));
        }

        Assert.Equal(200, (await client.GetAsync(SandboxClient.Configuration)).Status);
    }

    [Fact]
    public async Task DeniedPolicies_unknown_policy_is_refused_with_the_names_that_exist()
    {
        ArgumentException exception = await Assert.ThrowsAsync<ArgumentException>(
            () => SandboxClient.OpenAsync(new SandboxOptions { DeniedPolicies = ["nothing"] }));
        Assert.Contains("no policy 'nothing'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("iOS - Corporate Wi-Fi", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShortLists_end_after_half_and_overviews_count_all()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions { ShortLists = true, PageSize = 10 });
        (List<JToken> items, _) = await client.ListAsync(SandboxClient.Configuration);
        Assert.Equal(75, items.Count);
        JObject overview = (await client.GetAsync(
            "/beta/deviceManagement/deviceConfigurations/" + SandboxClient.ConfigurationId + "/deviceStatusOverview")).Body;
        Assert.Equal(
            150,
            overview.Properties()
                .Where(property => property.Name.EndsWith("Count", StringComparison.Ordinal))
                .Sum(property => (int)property.Value));
        (items, _) = await client.ListAsync(SandboxClient.Ios);
        Assert.Equal(120, items.Count);
    }

    [Fact]
    public async Task ManyPolicies_replace_the_usual_data()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions { ManyPolicies = 30, StatusesOfEach = 5 });
        (List<JToken> policies, _) = await client.ListAsync("/deviceManagement/deviceConfigurations");
        Assert.Equal(30, policies.Count);
        (List<JToken> statuses, _) = await client.ListAsync($"/deviceManagement/deviceConfigurations/{policies[29]["id"]}/deviceStatuses");
        Assert.Equal(5, statuses.Count);
        Assert.Empty((await client.ListAsync(SandboxClient.Ios)).Items);
    }

    private static async Task<Dictionary<string, string>> StatusesAsync(int day, string path)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions { Day = day });
        (List<JToken> items, _) = await client.ListAsync(path);
        return items.ToDictionary(item => (string)item["id"]!, item => (string)item["status"]!);
    }
}
