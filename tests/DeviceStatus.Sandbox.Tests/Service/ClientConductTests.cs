using DeviceStatus.Tests.Support;

namespace DeviceStatus.Sandbox.Tests.Service;

public sealed class ClientConductTests
{
    private const string Error = """{"status":"error"}""";
    private const string SecondIos = SandboxClient.Ios + "/52000000-0000-4000-8000-000000000002";

    [Fact]
    public async Task EarlyCalls_counts_calls_of_the_same_class_before_RetryAfter_only()
    {
        ManualClock time = new();
        await using SandboxClient client = await OpenAsync(time, new SandboxFault(SandboxFaultKind.Throttled, "5"));

        await client.SendAsync("PATCH", SandboxClient.FirstIos, Error);
        time.Advance(TimeSpan.FromSeconds(4.9));
        await client.SendAsync("PATCH", SecondIos, Error);
        Assert.Equal(1, client.Graph.Statistics.EarlyCalls);

        time.Advance(TimeSpan.FromSeconds(0.2));
        await client.SendAsync("PATCH", SecondIos, Error);
        Assert.Equal(1, client.Graph.Statistics.EarlyCalls);
    }

    [Fact]
    public async Task EarlyCalls_read_after_a_throttled_write_is_not_counted()
    {
        ManualClock time = new();
        await using SandboxClient client = await OpenAsync(time, new SandboxFault(SandboxFaultKind.Throttled, "5"));

        await client.SendAsync("PATCH", SandboxClient.FirstIos, Error);
        time.Advance(TimeSpan.FromSeconds(1));
        await client.GetAsync(SandboxClient.FirstIos);

        Assert.Equal(0, client.Graph.Statistics.EarlyCalls);
    }

    [Fact]
    public async Task EarlyCalls_RetryAfter_of_503_applies_to_that_call_only()
    {
        ManualClock time = new();
        await using SandboxClient client = await OpenAsync(time, new SandboxFault(SandboxFaultKind.Unavailable, "5"));

        await client.SendAsync("PATCH", SandboxClient.FirstIos, Error);
        time.Advance(TimeSpan.FromSeconds(1));
        await client.SendAsync("PATCH", SecondIos, Error);
        Assert.Equal(0, client.Graph.Statistics.EarlyCalls);

        await client.SendAsync("PATCH", SandboxClient.FirstIos, Error);
        Assert.Equal(1, client.Graph.Statistics.EarlyCalls);
    }

    [Fact]
    public async Task NeededPermissions_are_the_least_of_the_calls()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();

        await client.GetAsync(SandboxClient.Configuration);
        Assert.Equal(["DeviceManagementConfiguration.Read.All"], client.Graph.Statistics.NeededPermissions);

        await client.SendAsync("PATCH", SandboxClient.FirstIos, Error);
        Assert.Contains(
            client.Graph.Statistics.NeededPermissions, permission => permission.Contains("ReadWrite", StringComparison.Ordinal));

        await client.Graph.ResetAsync(TestContext.Current.CancellationToken);
        Assert.Empty(client.Graph.Statistics.NeededPermissions);
    }

    [Fact]
    public async Task Permissions_call_without_its_permission_is_refused()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions
        {
            Permissions = ["DeviceManagementConfiguration.Read.All"],
        });

        Assert.Equal(200, (await client.GetAsync(SandboxClient.Configuration)).Status);
        Reply refused = await client.SendAsync("POST", SandboxClient.Configuration, Error);

        Assert.Equal((403, "Forbidden"), (refused.Status, refused.Code));
        Assert.Contains(
            "DeviceManagementConfiguration.ReadWrite.All", (string?)refused.Body["error"]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissions_ReadWrite_includes_Read()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions
        {
            Permissions = ["DeviceManagementConfiguration.ReadWrite.All"],
        });

        Assert.Equal(200, (await client.GetAsync(SandboxClient.Configuration)).Status);
    }

    private static Task<SandboxClient> OpenAsync(ManualClock time, SandboxFault first) => SandboxClient.OpenAsync(new SandboxOptions
    {
        TimeProvider = time,
        FaultRules = [new SandboxFaultRule { Fault = first, Method = "PATCH", Calls = [1] }],
    });
}
