using System.Globalization;
using System.Text.Json;
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

    [Fact]
    public void Report_of_several_connections_has_the_figures_of_each_and_of_all_in_every_format()
    {
        Run("$null = Connect-DeviceStatus -Sandbox -Name North; $null = Connect-DeviceStatus -Sandbox -SandboxDay 2 -Name South")
            .Succeeded();
        Session.SetVariable("folder", _folder);
        PipelineResult rows = Run("($rows = Get-DeviceStatus -Kind DeviceConfiguration -Connection North, South)").Succeeded();
        Run("'html', 'md', 'json', 'csv' | ForEach-Object { $rows | Export-DeviceStatusReport \"$folder/two.$_\" }").Succeeded();
        Dictionary<string, int> all = CountOf(rows.Values("Connection"));
        Dictionary<string, int> bad = CountOf(
            rows.Values("Connection").Zip(rows.Values("Status"))
                .Where(row => row.Second is "error" or "nonCompliant").Select(row => row.First));
        Assert.Equal(["North", "South"], all.Keys.Order(StringComparer.Ordinal));
        Assert.NotEqual(bad["North"], bad["South"]);

        using JsonDocument json = JsonDocument.Parse(Text("json"));
        Assert.Equal(rows.Output.Count, json.RootElement.GetProperty("total").GetInt32());
        Assert.Equal(bad.Values.Sum(), json.RootElement.GetProperty("results").GetProperty("bad").GetInt32());
        foreach (string name in all.Keys)
        {
            JsonElement[] policies =
            [
                .. json.RootElement.GetProperty("policies").EnumerateArray()
                    .Where(policy => policy.GetProperty("connection").GetString() == name),
            ];
            Assert.Equal(all[name], policies.Sum(policy => policy.GetProperty("total").GetInt32()));
            Assert.Equal(bad[name], policies.Sum(policy => policy.GetProperty("results").GetProperty("bad").GetInt32()));
            Assert.Equal(all[name], Text("csv").Split('\n').Count(line => line.StartsWith("," + name + ",", StringComparison.Ordinal)));

            int[][] table =
            [
                .. Text("md").Split('\n').Where(line => line.Contains($"| DeviceConfiguration | {name} |", StringComparison.Ordinal))
                    .Select(line => line.Trim(' ', '|').Split('|')[3..]
                        .Select(cell => int.Parse(cell, CultureInfo.InvariantCulture)).ToArray()),
            ];
            Assert.Equal((5, all[name], bad[name]), (table.Length, table.Sum(cells => cells[^1]), table.Sum(cells => cells[0])));
            Assert.Contains(name, Text("html"), StringComparison.Ordinal);
        }

        string Text(string extension) => File.ReadAllText(Path.Combine(_folder, "two." + extension));

        static Dictionary<string, int> CountOf(IEnumerable<string> names) =>
            names.GroupBy(name => name).ToDictionary(group => group.Key, group => group.Count());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
