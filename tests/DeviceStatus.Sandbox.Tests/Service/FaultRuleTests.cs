using DeviceStatus.Tests.Support;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Tests.Service;

public sealed class FaultRuleTests
{
    private const string Error = """{"status":"error"}""";

    [Fact]
    public async Task FaultRule_with_numbers_applies_to_the_calls_of_these_numbers_among_those_it_matches()
    {
        await using SandboxClient client = await OpenAsync(new SandboxFaultRule
        {
            Fault = new SandboxFault(SandboxFaultKind.Error, "7") { StatusCode = 503, ErrorCode = "Busy", Message = "Later." },
            Method = "PATCH",
            Path = "*iosUpdateStatuses*",
            Calls = [2, 3],
        });

        await client.GetAsync(SandboxClient.FirstIos);
        List<int> statuses = [];
        Reply last = null!;
        for (int i = 0; i < 4; i++)
        {
            Reply reply = await client.SendAsync("PATCH", SandboxClient.FirstIos, Error);
            statuses.Add(reply.Status);
            last = reply.Status == 503 ? reply : last;
        }

        Assert.Equal([200, 503, 503, 200], statuses);
        Assert.Equal(("Busy", "7"), (last.Code, last.Headers["Retry-After"]));
        Assert.Equal("Later.", (string?)last.Body["error"]!["message"]);
    }

    [Fact]
    public async Task FaultRule_with_a_share_applies_to_about_that_share()
    {
        await using SandboxClient client = await OpenAsync(new SandboxFaultRule
        {
            Fault = new SandboxFault(SandboxFaultKind.Error) { StatusCode = 500 },
            Share = 0.25,
        });

        int failed = 0;
        for (int i = 0; i < 400; i++)
        {
            failed += (await client.GetAsync(SandboxClient.FirstIos)).Status == 500 ? 1 : 0;
        }

        Assert.InRange(failed, 60, 140);
    }

    [Theory]
    [InlineData(SandboxFaultKind.MissingBefore, "compliant")]
    [InlineData(SandboxFaultKind.MissingAfter, "error")]
    public async Task FaultRule_missing_item_is_left_out_of_the_response_of_the_batch(SandboxFaultKind kind, string status)
    {
        await using SandboxClient client = await OpenAsync(new SandboxFaultRule
        {
            Fault = new SandboxFault(kind),
            Scope = SandboxFaultScope.Item,
            Calls = [1],
        });

        Dictionary<string, JObject> responses = await client.BatchAsync(
            SandboxClient.Patch("1", SandboxClient.FirstIos, new { status = "error" }),
            new { id = "2", method = "GET", url = SandboxClient.Ios });

        Assert.Equal(["2"], responses.Keys);
        Assert.Equal(status, (string?)(await client.GetAsync(SandboxClient.FirstIos)).Body["status"]);
    }

    [Fact]
    public async Task FaultRule_scope_Request_applies_to_the_request_of_a_batch_as_a_whole()
    {
        await using SandboxClient client = await OpenAsync(new SandboxFaultRule
        {
            Fault = new SandboxFault(SandboxFaultKind.LostAfter),
            Scope = SandboxFaultScope.Request,
            Calls = [1],
        });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.BatchAsync(
            SandboxClient.Patch("1", SandboxClient.FirstIos, new { status = "error" })));
        Assert.Equal("error", (string?)(await client.GetAsync(SandboxClient.FirstIos)).Body["status"]);
    }

    [Fact]
    public async Task FaultRule_applies_together_with_the_limit_of_writes()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions
        {
            WriteLimit = 1,
            TimeProvider = new ManualClock(),
            FaultRules = [new SandboxFaultRule { Fault = SandboxFault.Throttled, Method = "PATCH", Calls = [1] }],
        });

        List<int> statuses = [];
        for (int i = 0; i < 3; i++)
        {
            statuses.Add((await client.SendAsync("PATCH", SandboxClient.FirstIos, Error)).Status);
        }

        Assert.Equal([429, 200, 429], statuses);
        Assert.Equal(1, client.Graph.Statistics.CallsOverLimit);
    }

    [Fact]
    public async Task FaultRule_latency_is_between_the_least_and_the_longest()
    {
        RecordingClock clock = new();
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions
        {
            Latency = TimeSpan.FromSeconds(10),
            MaxLatency = TimeSpan.FromSeconds(20),
            TimeProvider = clock,
        });

        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(200, (await client.GetAsync(SandboxClient.FirstIos)).Status);
        }

        Assert.Equal(50, clock.Delays.Count);
        Assert.All(clock.Delays, delay => Assert.InRange(delay, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20)));
        Assert.True(clock.Delays.Max() - clock.Delays.Min() > TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(-0.1, 500, 1)]
    [InlineData(1.1, 500, 1)]
    [InlineData(1, 200, 1)]
    [InlineData(1, 500, 0)]
    public void FaultRule_out_of_range_is_refused(double share, int status, int call) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new SandboxFaultScript([new SandboxFaultRule
        {
            Fault = new SandboxFault(SandboxFaultKind.Error) { StatusCode = status },
            Share = share,
            Calls = [call],
        }]));

    private static Task<SandboxClient> OpenAsync(SandboxFaultRule rule) =>
        SandboxClient.OpenAsync(new SandboxOptions { FaultRules = [rule], Seed = 7 });

    /// <summary>A clock that writes down how long its timers are, and lets them end at once.</summary>
    private sealed class RecordingClock : TimeProvider
    {
        internal List<TimeSpan> Delays { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Delays.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
