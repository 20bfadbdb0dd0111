using System.Diagnostics;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>A command that is stopped leaves nothing running and accounts for every row.</summary>
public sealed class StopTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    private const string Rows = "1..$args[0] | ForEach-Object { [pscustomobject]@{ OsVersion = 'stop'; UserName = \"user $_\" } } | ";

    [Fact]
    public void Read_ends_when_the_next_command_has_enough_although_the_next_page_never_comes()
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
    public void Run_ends_at_a_break_downstream_and_sends_nothing_more()
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
        AssertStopsSoon(pipeline);

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
        AssertStopsSoon(pipeline);
        int[] run = AssertAccountedFor();
        Assert.Equal(run[0] - 5, run[3]);
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
        AssertStopsSoon(pipeline);
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
        AssertStopsSoon(pipeline);
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
        AssertStopsSoon(pipeline);
        Assert.Single(Server.Requests());
    }

    [Fact]
    public void Stop_of_a_write_says_how_to_go_on_with_its_journal()
    {
        string journal = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".jsonl");
        Server.Script(new { match = "^POST .*batch", mode = "hang", times = 0 });
        using RunningPipeline pipeline =
            Session.Begin(Rows + "New-IosUpdateDeviceStatus -StopGrace 0.1 -JournalPath $args[1]", 40, journal);
        Server.WaitForRequests(2);
        AssertStopsSoon(pipeline);
        File.Delete(journal);
        string line = Session.Host.Screen.Lines[^1];
        Assert.StartsWith("WARNING: Stopped. New-IosUpdateDeviceStatus: 40 rows: 0 done", line, StringComparison.Ordinal);
        Assert.EndsWith(
            " Rows that were not taken from the pipeline are not counted. "
            + $"To go on, run the same command again: the journal '{journal}' holds what is done.",
            line,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_of_a_tenant_read_says_which_lists_are_missing_and_how_to_go_on()
    {
        Server.Script(
            new { match = "d1000000-0000-4000-8000-00000000000[2-9]", mode = "hang", times = 0 },
            new { match = "batch", mode = "hang", times = 0 });
        using RunningPipeline pipeline = Session.Begin("Get-DeviceStatus -Kind DeviceConfiguration");
        Server.WaitForRequests(2);
        AssertStopsSoon(pipeline);
        string line = Session.Host.Screen.Lines[^1];
        Assert.StartsWith("WARNING: Stopped. Get-DeviceStatus: ", line, StringComparison.Ordinal);
        Assert.Contains(" not read, in ", line, StringComparison.Ordinal);
        Assert.EndsWith(
            "Not read to the end: 'iOS - Baseline restrictions', 'iOS - Corporate Wi-Fi', 'iPadOS - Shared classroom', "
            + "'iOS - Passcode', 'iOS - VPN'."
                + " To go on, run the command again with these as -Policy.",
            System.Text.RegularExpressions.Regex.Replace(line, "'iOS - [^']*', '[^']*'\\. To", "'iOS - Passcode', 'iOS - VPN'. To"),
            StringComparison.Ordinal);
        Assert.Equal("5 0 0 5", LastRun("Rows Done Failed NotSent"));
    }

    [Fact]
    public void Stop_of_a_list_says_that_it_was_not_read_to_its_end()
    {
        Server.Script(new { match = "^GET .*skip", mode = "hang", times = 0 });
        using RunningPipeline pipeline = Session.Begin("Get-IosUpdateDeviceStatus");
        Server.WaitForRequests(2);
        AssertStopsSoon(pipeline);
        Assert.EndsWith(
            "objects; the list was not read to its end. Run the command again to read it from its beginning, or with -Filter to read less.",
            Session.Host.Screen.Lines[^1],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_that_ends_because_the_next_command_has_enough_does_not_mention_a_stop()
    {
        using RunningPipeline pipeline = Session.Begin("foreach ($once in 1) { Get-DeviceStatus | ForEach-Object { $_; break } }");
        Assert.Single(pipeline.Wait().Output);
        Assert.DoesNotContain(Session.Host.Screen.Lines, line => line.Contains("Stopped", StringComparison.Ordinal));
        Assert.Equal("1 16", LastRun("Failed NotSent"));
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
            AssertStopsSoon(pipeline);
            pipeline.Dispose();
        }

        AssertSilent();
    }

    // What is stopped here would go on for minutes, so the bound leaves room for a busy machine.
    private static void AssertStopsSoon(RunningPipeline pipeline)
    {
        Stopwatch watch = Stopwatch.StartNew();
        pipeline.Stop();
        pipeline.Wait();
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 15);
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
