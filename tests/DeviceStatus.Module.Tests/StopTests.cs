using System.Diagnostics;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>A command that is stopped leaves nothing running and accounts for every row.</summary>
public sealed class StopTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    private const string Rows = "1..$args[0] | ForEach-Object { [pscustomobject]@{ OsVersion = 'stop'; UserName = \"user $_\" } } | ";

    [Fact]
    public void Downstream_command_that_has_enough_ends_a_list_whose_next_page_never_comes()
    {
        Server.Script(new { match = "^GET .*skip", mode = "hang", times = 0 });
        using RunningPipeline pipeline = Session.Begin("foreach ($once in 1) { Get-IosUpdateDeviceStatus | ForEach-Object { $_; break } }");
        Assert.Equal([IosId], pipeline.Wait().Values("Id"));
        Assert.InRange(Server.Requests().Count, 1, 2);
        AssertSilent();
    }

    [Fact]
    public void Top_reads_no_page_that_is_not_needed()
    {
        Assert.Equal(3, Run("Get-IosUpdateDeviceStatus -Top 3").Succeeded().Output.Count);
        Assert.Single(Server.Requests());
    }

    [Fact]
    public void Downstream_command_that_has_enough_ends_a_run_and_nothing_more_is_sent()
    {
        using RunningPipeline pipeline = Session.Begin(
            "foreach ($once in 1) { " + Rows + "New-IosUpdateDeviceStatus -BatchSize 2 -ThrottleLimit 1 | ForEach-Object { $_; break } }",
            500);
        Assert.Equal(["user 1"], pipeline.Wait().Values("UserName"));
        AssertSilent();
        int[] run = AssertAccountedFor();
        Assert.InRange(run[1], 1, 499);
        Assert.Equal(run[1], CreatedUsers("stop").Count);
    }

    [Fact]
    public void Stop_with_requests_in_flight_reports_them_as_unknown_and_the_rest_as_not_sent()
    {
        Server.Script(new { match = "^POST .*batch", mode = "hang", times = 3 });
        using RunningPipeline pipeline = Session.Begin(Rows + "New-IosUpdateDeviceStatus -BatchSize 10 -ThrottleLimit 3", 200);
        Server.WaitForRequests(3);
        AssertStopsWithin(pipeline, 6);

        Assert.Equal(3, Server.Requests().Count);
        AssertSilent();
        int[] run = AssertAccountedFor();
        Assert.Equal(0, run[1]);
        Assert.Equal(30, run[4]);
        Assert.True(run[3] > 0, "Rows that were taken in but not sent are reported.");
        Assert.Empty(CreatedUsers("stop"));
    }

    [Fact]
    public void Stop_waits_for_a_response_that_comes_soon()
    {
        Server.Script(new { match = "^POST .*batch", mode = "hang" });
        using RunningPipeline pipeline = Session.Begin(Rows + "New-IosUpdateDeviceStatus -BatchSize 10 -ThrottleLimit 1", 60);
        Server.WaitForRequests(1);
        IAsyncResult stopping = pipeline.BeginStop();
        Server.Release();
        pipeline.EndStop(stopping);
        pipeline.Wait();
        int[] run = AssertAccountedFor();
        Assert.Equal(0, run[4]);
        Assert.True(run[1] >= 10, "The batch in flight is done.");
        Assert.Equal(run[1], CreatedUsers("stop").Count);
        AssertSilent();
    }

    [Fact]
    public void Stop_ends_a_run_that_waits_for_quota()
    {
        Run("$null = Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token -Name Slow -WriteLimit 5", Server.Url).Succeeded();
        using RunningPipeline pipeline = Session.Begin(
            """
            1..50 | ForEach-Object { [pscustomobject]@{ Id = "row$_"; UserName = 'a' } } | Set-IosUpdateDeviceStatus -Connection Slow
            """);
        Server.WaitForRequests(1);
        AssertStopsWithin(pipeline, 5);
        int[] run = AssertAccountedFor();
        Assert.Equal(45, run[3]);
        Assert.Single(Server.Requests());
    }

    [Theory]
    [InlineData("Get-IosUpdateDeviceStatus")]
    [InlineData("Get-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001")]
    [InlineData("Get-DeviceConfigurationDeviceStatus p")]
    [InlineData("'p', 'q' | Get-DeviceConfigurationDeviceStatus")]
    [InlineData("Get-DeviceConfigurationUserStatus p")]
    [InlineData("Get-DeviceConfigurationDeviceStatusOverview p")]
    public void Stop_ends_a_read_that_hangs(string command)
    {
        Server.Script(new { match = ".", mode = "hang", times = 0 });
        using RunningPipeline pipeline = Session.Begin(command);
        Server.WaitForRequests(1);
        AssertStopsWithin(pipeline, 3);
        Assert.Empty(pipeline.Output);
    }

    [Theory]
    [InlineData("New-IosUpdateDeviceStatus -UserName a")]
    [InlineData("Set-IosUpdateDeviceStatus i -UserName a")]
    [InlineData("Remove-IosUpdateDeviceStatus i -Confirm:$false")]
    public void Stop_ends_a_write_that_waits_to_be_retried(string command)
    {
        Server.Script(new { match = ".", times = 0, status = 503, headers = new Dictionary<string, string> { ["Retry-After"] = "600" } });
        using RunningPipeline pipeline = Session.Begin(command);
        Server.WaitForRequests(1);
        AssertStopsWithin(pipeline, 3);
        AssertAccountedFor();
        Assert.Single(Server.Requests());
    }

    [Fact]
    public void Stop_ends_a_read_that_waits_to_be_retried()
    {
        Server.Script(
            new { match = "^GET ", times = 0, status = 503, headers = new Dictionary<string, string> { ["Retry-After"] = "600" } });
        using RunningPipeline pipeline = Session.Begin("Get-IosUpdateDeviceStatus");
        Server.WaitForRequests(1);
        AssertStopsWithin(pipeline, 3);
        Assert.Single(Server.Requests());
    }

    [Fact]
    public void Stop_of_many_pipelines_ends_all()
    {
        Server.Script(new { match = "^GET ", mode = "hang", times = 0 });
        RunningPipeline[] pipelines =
            [.. Enumerable.Range(0, 3).Select(_ => PowerShellSession.BeginElsewhere("Get-IosUpdateDeviceStatus"))];
        Server.WaitForRequests(3);
        foreach (RunningPipeline pipeline in pipelines)
        {
            AssertStopsWithin(pipeline, 3);
            pipeline.Dispose();
        }

        AssertSilent();
    }

    private static void AssertStopsWithin(RunningPipeline pipeline, int seconds)
    {
        Stopwatch watch = Stopwatch.StartNew();
        pipeline.Stop();
        pipeline.Wait();
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, seconds);
    }

    /// <summary>Requests arrive in order over loopback: what was sent before this one has been recorded when it has been.</summary>
    private void AssertSilent()
    {
        int before = Server.Requests().Count;
        Server.ClearScript();
        Run("$null = Get-IosUpdateDeviceStatus -Top 1").Succeeded();
        Assert.Equal(before + 1, Server.Requests().Count);
    }

    /// <summary>Rows, Done, Failed, NotSent, OutcomeUnknown and Skipped of the latest run.</summary>
    private int[] AssertAccountedFor()
    {
        int[] run = [.. LastRun("Rows Done Failed NotSent OutcomeUnknown Skipped").Split(' ').Select(int.Parse)];
        Assert.Equal(run[0], run[1..].Sum());
        return run;
    }
}
