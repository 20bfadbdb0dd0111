using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>Rows with mistakes, and input that gives nothing to do.</summary>
public sealed class RowTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    private static PSObject[] Mistakes =>
    [
        Row(
            "DeviceConfigurationId=" + Configuration,
            "Id=" + Item(1),
            "Status=Compliant",
            "LastReportedDateTime=2026-01-31T13:45:00+01:00",
            "UserName=Ann \"A\" Öz",
            "Note=first"),
        Row(
            "DeviceConfigurationId=" + Configuration,
            "Id=" + Item(2),
            "Status=complaint",
            "LastReportedDateTime=",
            "UserName=Bob",
            "Note=misspelt"),
        Row(
            "DeviceConfigurationId=" + Configuration,
            "Id=" + Item(3),
            "Status=error",
            "LastReportedDateTime=2026-02-30T08:00:00Z",
            "UserName=Cy\ntwo lines",
            "Note=no such day"),
        Row(
            "DeviceConfigurationId=" + Configuration,
            "Id=nobody",
            "Status=error",
            "LastReportedDateTime=",
            "UserName=Dee",
            "Note=no such item"),
        Row(
            "DeviceConfigurationId=" + Configuration,
            "Id=" + Item(5),
            "Status=",
            "LastReportedDateTime=",
            "UserName=",
            "Note=nothing to change"),
        Row("DeviceConfigurationId=" + Configuration, "Id=", "Status=error", "LastReportedDateTime=", "UserName=Eve", "Note=no id"),
        Row(
            "DeviceConfigurationId=" + Configuration,
            "Id=..",
            "Status=error",
            "LastReportedDateTime=",
            "UserName=Fay",
            "Note=no id at all"),
        Row(
            "DeviceConfigurationId=" + Configuration,
            "Id=" + Item(4),
            "Status=conflict",
            "LastReportedDateTime=",
            "UserName=Guy",
            "Note=last"),
    ];

    [Fact]
    public void Row_with_a_mistake_is_one_error_and_the_others_are_done()
    {
        PSObject[] rows = Mistakes;
        PipelineResult result = RunRows(rows, "$rows | Set-DeviceConfigurationDeviceStatus");

        Assert.Equal(
            [
                "misspelt: InvalidRow", "no id at all: InvalidRow", "no id: InvalidRow",
                "no such day: InvalidRow", "no such item: GraphNotFound", "nothing to change: NothingToChange",
            ],
            result.Errors.Zip(result.ErrorIds, (error, id) => $"{Note(error)}: {id}").Order(StringComparer.Ordinal));
        Assert.Equal(["compliant"], Run("Get-DeviceConfigurationDeviceStatus $args[0] $args[1]", Configuration, Item(1)).Values("Status"));
        Assert.Equal(["Guy"], Run("Get-DeviceConfigurationDeviceStatus $args[0] $args[1]", Configuration, Item(4)).Values("UserName"));
        Assert.Equal("2", LastRun("Done"));
    }

    [Fact]
    public void Error_record_holds_the_row_so_that_it_can_be_corrected_and_sent_again()
    {
        PSObject[] rows = Mistakes;
        PipelineResult result = RunRows(rows, "$rows | Set-DeviceConfigurationDeviceStatus");
        Assert.Equal(rows[1..7].Select(Note).Order(StringComparer.Ordinal), result.Errors.Select(Note).Order(StringComparer.Ordinal));
        Assert.All(result.Errors, error => Assert.Contains((PSObject)error.TargetObject, rows));

        PSObject[] corrected =
        [
            .. result.Errors.Select(error => (PSObject)error.TargetObject).Where(
                row => Note(row) is "misspelt" or "no such day" or "nothing to change"),
        ];
        foreach (PSObject row in corrected)
        {
            row.Properties["Status"].Value = "remediated";
            row.Properties["LastReportedDateTime"].Value = string.Empty;
        }

        RunRows(corrected, "$rows | Set-DeviceConfigurationDeviceStatus").Succeeded();
        Assert.Equal(
            Enumerable.Repeat("remediated", 3),
            RunRows(
                corrected,
                "$rows | ForEach-Object { Get-DeviceConfigurationDeviceStatus $_.DeviceConfigurationId $_.Id }").Values("Status"));
    }

    [Fact]
    public void Error_record_without_a_pipeline_holds_what_was_typed()
    {
        ErrorRecord error = Run(
            "Set-DeviceConfigurationDeviceStatus $args[0] nobody -Status Error -LastReportedDateTime 2026-01-31", Configuration).Error;
        PSObject row = (PSObject)error.TargetObject;
        Assert.Equal(
            $"{Configuration} nobody error 2026-01-31T00:00:00Z",
            string.Join(
                ' ', new[] { "DeviceConfigurationId", "Id", "Status", "LastReportedDateTime" }.Select(name => row.Properties[name].Value)));
        Assert.Equal(["GraphNotFound"], RunRows([row], "$rows | Set-DeviceConfigurationDeviceStatus").ErrorIds);
    }

    [Fact]
    public void ErrorAction_Stop_ends_at_the_first_bad_row()
    {
        PipelineResult result = RunRows(Mistakes, "$rows | Set-DeviceConfigurationDeviceStatus -ErrorAction Stop; 'after'");
        Assert.True(result.IsTerminated);
        Assert.Equal(["InvalidRow"], result.ErrorIds);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void New_creates_nothing_from_columns_that_are_no_parameters()
    {
        PipelineResult result = RunRows([Row("Id;Status;UserName=x;error;Ann")], "$rows | New-IosUpdateDeviceStatus");
        Assert.Equal("InvalidRow,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand", result.Error.FullyQualifiedErrorId);
        Assert.Contains("column", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Empty(Server.Requests());
    }

    [Theory]
    [InlineData("Set")]
    [InlineData("New")]
    [InlineData("Remove")]
    public void Pipeline_without_rows_is_a_warning(string verb)
    {
        PipelineResult result = Run($"@() | {verb}-IosUpdateDeviceStatus").Succeeded();
        Assert.Contains("no row", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Empty(Server.Requests());
    }

    [Fact]
    public void Pipeline_that_fails_before_the_first_row_sends_nothing()
    {
        PipelineResult result = Run("& { throw 'no such file' } | Set-IosUpdateDeviceStatus");
        Assert.Contains("no such file", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Server.Requests());
    }

    [Fact]
    public void Pipeline_that_fails_in_the_middle_gives_every_row_an_outcome()
    {
        PipelineResult result = RunRows(
            NewRows("thrown", 30), "& { $rows; throw 'the file ended in the middle' } | New-IosUpdateDeviceStatus -BatchSize 10");
        Assert.Contains("the file ended in the middle", result.Error.ToString(), StringComparison.Ordinal);
        string[] run = LastRun("Rows Done Failed NotSent OutcomeUnknown Skipped").Split(' ');
        Assert.Equal("30", run[0]);
        Assert.Equal(30, run[1..].Sum(int.Parse));
        Assert.Equal(run[1], $"{CreatedUsers("thrown").Count}");
    }

    [Fact]
    public void Pipeline_sends_the_first_row_before_the_second_is_produced()
    {
        using RunningPipeline pipeline = Session.Begin(
            """
            & {
                [pscustomobject]@{ Id = 'row1'; UserName = 'a' }
                $args[0].WaitForRequests(1)
                [pscustomobject]@{ Id = 'row2'; UserName = 'a' }
            } $args[0] | Set-IosUpdateDeviceStatus
            """,
            Server);
        pipeline.Wait();
        Assert.Equal([IosPath + "/row1", IosPath + "/row2"], Server.Requests().Select(request => request.Url));
    }

    private static string Item(int number) => $"ee000000-0000-4000-8000-{number:x12}_{Configuration}_de000000-0000-4000-8000-{number:x12}";

    private static string Note(ErrorRecord error) => Note((PSObject)error.TargetObject);

    private static string Note(PSObject row) => (string)row.Properties["Note"].Value;
}
