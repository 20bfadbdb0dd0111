using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>The figures of a run.</summary>
public sealed class RunTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    [Fact]
    public void Run_counts_rows_requests_and_batches()
    {
        RunRows(NewRows("run", 45), "$rows | New-IosUpdateDeviceStatus -BatchSize 20 -ThrottleLimit 1").Succeeded();
        Assert.Equal(
            "New-IosUpdateDeviceStatus Test 45 45 0 0 0 0 0 0",
            LastRun("Command Connection Rows Done Failed NotSent OutcomeUnknown Skipped Retries Throttled"));
        int[] figures = [.. LastRun("Requests Batches").Split(' ').Select(int.Parse)];
        Assert.Equal(Server.Requests().Count, figures[0]);
        Assert.Equal(Server.Requests().Count(request => request.IsBatch), figures[1]);
    }

    [Fact]
    public void Run_failures_name_the_row_the_id_and_the_reason()
    {
        RunRows(
            [Row("Id=" + Ios(1), "UserName=a"), Row("Id=nobody", "UserName=a"), Row("Id=" + Ios(2), "UserName=a")],
            "$rows | Set-IosUpdateDeviceStatus");
        PSObject failure = Assert.Single(Run("(Get-DeviceStatusRun -Last).Failures").Output)!;
        Assert.Equal(
            "2 nobody Failed GraphNotFound",
            string.Join(' ', new[] { "Row", "Id", "Outcome", "ErrorId" }.Select(name => failure.Properties[name].Value)));
        Assert.NotEmpty((string)failure.Properties["Reason"].Value);
    }

    [Fact]
    public void Run_that_retried_counts_the_rows_that_were_sent_again()
    {
        Server.Script(new { match = "^PATCH ", status = 429, headers = new Dictionary<string, string> { ["Retry-After"] = "0.001" } });
        Run("Set-IosUpdateDeviceStatus $args[0] -UserName a", IosId).Succeeded();
        Assert.Equal("1 1 1", LastRun("Done Retries Throttled"));
    }

    [Fact]
    public void Run_as_text_is_its_summary()
    {
        RunRows(NewRows("text", 2), "$rows | New-IosUpdateDeviceStatus").Succeeded();
        Assert.StartsWith(
            "New-IosUpdateDeviceStatus: 2 rows: 2 done, in ", Run("\"$(Get-DeviceStatusRun -Last)\"").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_is_found_by_id_and_the_newest_is_last()
    {
        PipelineResult result = Run(
            """
            Set-IosUpdateDeviceStatus $args[0] -UserName a
            $first = Get-DeviceStatusRun -Last
            Set-IosUpdateDeviceStatus $args[0] -UserName b
            $second = Get-DeviceStatusRun -Last
            $second.Id - $first.Id
            (Get-DeviceStatusRun $first.Id).Id - $first.Id
            (Get-DeviceStatusRun)[-1].Id - $second.Id
            @($first, $second | Get-DeviceStatusRun).Count
            """,
            IosId).Succeeded();
        Assert.Equal(["1", "0", "0", "2"], result.Texts);
    }

    [Theory]
    [InlineData("New-IosUpdateDeviceStatus -UserName a")]
    [InlineData("Set-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001 -UserName a")]
    [InlineData("Remove-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001 -Confirm:$false")]
    public void Run_of_one_row_is_remembered(string command)
    {
        Run(command).Succeeded();
        Assert.Equal(command[..command.IndexOf(' ', StringComparison.Ordinal)] + " 1 1", LastRun("Command Rows Done"));
    }
}
