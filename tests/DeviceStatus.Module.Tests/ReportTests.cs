using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>Measure-DeviceStatus and Export-DeviceStatusReport.</summary>
public sealed class ReportTests : ModuleTests, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("DeviceStatus-").FullName;

    public ReportTests(ModuleFixture fixture)
        : base(fixture) => Session.SetVariable("report", Path.Combine(_folder, "report.html"));

    [Fact]
    public void Measure_counts_every_object_once_for_a_property()
    {
        PipelineResult result = Run("Get-IosUpdateDeviceStatus | Measure-DeviceStatus Status").Succeeded();
        Assert.All(result.Values("Property"), property => Assert.Equal("Status", property));
        Assert.Equal(120, result.Values("Count").Sum(int.Parse));
        Assert.Contains("compliant", result.Values("Value"));
    }

    [Theory]
    [InlineData("Status")]
    [InlineData("InstallStatus")]
    [InlineData("DeviceModel")]
    [InlineData("OsVersion")]
    [InlineData("GracePeriod")]
    [InlineData("Noun")]
    public void Measure_counts_by_the_property_that_is_named(string property) =>
        Assert.Equal(
            [property],
            Run($"Get-IosUpdateDeviceStatus | Measure-DeviceStatus -Property {property}").Succeeded().Values("Property").Distinct());

    [Fact]
    public void Measure_of_a_run_counts_outcomes()
    {
        RunRows([Row("Id=" + Ios(1), "UserName=a"), Row("Id=nobody", "UserName=a")], "$rows | Set-IosUpdateDeviceStatus");
        PipelineResult result = Run("Get-DeviceStatusRun -Last | Measure-DeviceStatus Outcome").Succeeded();
        Assert.Equal(2, result.Values("Count").Sum(int.Parse));
        Assert.Equal(2, result.Output.Count);
    }

    [Fact]
    public void Report_is_written_and_returned()
    {
        PipelineResult result =
            Run("Get-IosUpdateDeviceStatus | Export-DeviceStatusReport $report -Title 'All devices' -PassThru").Succeeded();
        string html = File.ReadAllText(result.Text);
        Assert.Contains("<html", html, StringComparison.Ordinal);
        Assert.Contains("All devices", html, StringComparison.Ordinal);
        Assert.Contains("IPAD-0001", html, StringComparison.Ordinal);
        Assert.Equal([result.Text], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Report_with_NoClobber_leaves_a_file()
    {
        string path = Path.Combine(_folder, "report.html");
        File.WriteAllText(path, "mine");
        Assert.Equal(["InvalidArgument"], Run("Get-IosUpdateDeviceStatus | Export-DeviceStatusReport $report -NoClobber").ErrorIds);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void Report_into_a_folder_is_refused() =>
        Assert.Equal(["InvalidArgument"], Run("Get-IosUpdateDeviceStatus | Export-DeviceStatusReport $args[0]", _folder).ErrorIds);

    [Fact]
    public void Report_that_cannot_be_written_is_an_error()
    {
        Assert.Equal(
            ["ReportError"],
            Run("Get-IosUpdateDeviceStatus | Export-DeviceStatusReport $args[0]", Path.Combine(_folder, "none", "report.html")).ErrorIds);
    }

    [Fact]
    public void Report_that_fails_in_the_middle_leaves_no_file()
    {
        Assert.NotEmpty(Run("& { Get-IosUpdateDeviceStatus -Top 3; throw 'no more' } | Export-DeviceStatusReport $report").Errors);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
