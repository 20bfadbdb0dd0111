using System.Management.Automation;
using System.Text.RegularExpressions;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>The file of -FailedPath holds every row that is not done, so that it can be run again.</summary>
public sealed partial class FailedPathTests(ModuleFixture fixture) : ModuleTests(fixture), IDisposable
{
    private const string Update = "Set-IosUpdateDeviceStatus -FailedPath $args[0] -ErrorAction SilentlyContinue";
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string Failed => Path.Combine(_folder, "failed.csv");

    [Theory]
    [InlineData("[datetime]::SpecifyKind('2026-02-01T12:00:00', 'Utc')", "2026-02-01T12:00:00Z")]
    [InlineData("[datetimeoffset]'2026-02-01T12:00:00+02:00'", "2026-02-01T12:00:00+02:00")]
    [InlineData("[DateOnly]::new(2026, 2, 1)", "2026-02-01")]
    [InlineData("'2026-02-01'", "2026-02-01")]
    public void FailedPath_writes_a_date_as_it_is_read_again(string value, string cell)
    {
        Run($"[pscustomobject]@{{ Id = 'none'; LastReportedDateTime = {value} }} | {Update}", Failed);

        PSObject row = Assert.Single(Read());
        Assert.Equal(cell, row.Properties["LastReportedDateTime"].Value);
        Assert.Equal(["GraphNotFound"], RunRows([row], "$rows | Set-IosUpdateDeviceStatus").ErrorIds);
    }

    [Theory]
    [InlineData("'none' | Remove-IosUpdateDeviceStatus -Confirm:$false", "Id")]
    [InlineData("[guid]::Empty | Set-IosUpdateDeviceStatus -Status error", "Id")]
    [InlineData("'none' | Remove-DeviceConfigurationDeviceStatus -DeviceConfigurationId p -Confirm:$false", "Id")]
    [InlineData("'none' | New-DeviceConfigurationDeviceStatus -UserName a", "DeviceConfigurationId")]
    public void FailedPath_of_a_row_that_is_only_an_id_has_the_column_that_it_stands_for(string command, string column)
    {
        Run($"{command} -FailedPath $args[0] -ErrorAction SilentlyContinue", Failed);

        PSObject row = Assert.Single(Read());
        Assert.Equal([column, "Connection", "RowNumber", "ErrorId", "Reason"], row.Properties.Select(property => property.Name));
        string again = command[(command.IndexOf('|', StringComparison.Ordinal) + 1)..];
        Assert.Equal(["GraphNotFound"], RunRows([row], $"$rows | {again}").ErrorIds);
    }

    [Fact]
    public void FailedPath_of_a_row_with_further_columns_keeps_all_of_them()
    {
        Run(
            $$"""
            & {
                @{ Id = 'one' ; UserName = "`"b`" a,`n c" }
                [ordered]@{ Id = 'two'; UserName = 'd'; OsVersion = '17' }
                @{ Id = 'three'; DeviceModel = 'iPad' }
                @{ Id = 'four'; UserName = '' }
            } | {{Update}}
            """,
            Failed);

        string[] columns = ["RowNumber", "Id", "UserName", "OsVersion", "DeviceModel"];
        Assert.Equal(
            ["1|one|\"b\" a,\n c||", "2|two|d|17|", "3|three|||iPad", "4|four|||"],
            Read().Select(row => string.Join('|', columns.Select(column => row.Properties[column].Value))));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void FailedPath_of_a_row_of_a_table_has_its_columns_alone()
    {
        Run(
            $$"""
            $table = [Data.DataTable]::new()
            'Id', 'Status' | ForEach-Object { $null = $table.Columns.Add($_) }
            $null = $table.Rows.Add('none', 'error')
            $table | {{Update}}
            """,
            Failed);

        Assert.Equal(
            ["Id", "Status", "Connection", "RowNumber", "ErrorId", "Reason"],
            Assert.Single(Read()).Properties.Select(property => property.Name));
    }

    [Fact]
    public void FailedPath_that_is_the_file_of_the_journal_is_refused()
    {
        PipelineResult result = Run($"'none' | Set-IosUpdateDeviceStatus -Status error -FailedPath $args[0] -JournalPath $args[0]", Failed);

        Assert.Equal(["InvalidArgument"], result.ErrorIds);
        Assert.Empty(Server.Operations());
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("/dev/full")]
    [InlineData("/proc/failed.csv")]
    public void FailedPath_that_cannot_be_written_is_refused_before_anything_is_sent(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The path is of Linux.");

        PipelineResult result = Run("'none' | Set-IosUpdateDeviceStatus -Status error -FailedPath $args[0]", path);

        Assert.Equal(["FailedPathError"], result.ErrorIds);
        Assert.Empty(Server.Operations());
    }

    [Fact]
    public void FailedPath_that_is_a_pipe_is_refused_and_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes among files.");
        Run("mkfifo $args[0]", Failed).Succeeded();

        Assert.Equal(["FailedPathError"], Run("'none' | Set-IosUpdateDeviceStatus -Status error -FailedPath $args[0]", Failed).ErrorIds);
    }

    [Fact]
    public void FailedPath_whose_folder_is_deleted_during_the_run_is_a_warning_and_every_row_is_sent()
    {
        PipelineResult result = RunRows(
            [Row("Id=none", "Status=error"), Row("Id=" + IosId, "Status=error"), Row("Id=none", "Status=error")],
            "$folder = $args[1]; & { [IO.Directory]::Delete($folder, $true); $rows } | "
            + "Set-IosUpdateDeviceStatus -FailedPath $args[0] -BatchSize 1 -ErrorAction SilentlyContinue",
            Path.Combine(_folder, "sub", "failed.csv"),
            Directory.CreateDirectory(Path.Combine(_folder, "sub")).FullName);

        Assert.StartsWith(
            "-FailedPath cannot be written: ",
            Assert.Single(result.Warnings, text => text.StartsWith("-FailedPath", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("3 1 2", LastRun("Rows Done Failed"));
    }

    /// <summary>Reads the file as Import-Csv does.</summary>
    private PSObject[] Read()
    {
        List<List<string>> lines = [[]];
        foreach (Match cell in Cells().Matches(File.ReadAllText(Failed)))
        {
            lines[^1].Add(cell.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal));
            if (cell.Groups[2].Value == "\n")
            {
                lines.Add([]);
            }
        }

        return [.. lines.Skip(1).SkipLast(1).Select(cells => Row([.. lines[0].Zip(cells, (name, value) => $"{name}={value}")]))];
    }

    [GeneratedRegex("\"((?:[^\"]|\"\")*)\"([,\n])")]
    private static partial Regex Cells();

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
