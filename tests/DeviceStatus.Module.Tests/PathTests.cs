using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>Every parameter that takes a file says the same of the same mistake.</summary>
public sealed class PathTests(ModuleFixture fixture) : ModuleTests(fixture), IDisposable
{
    private const string Update = "Get-IosUpdateDeviceStatus -Top 2 | Set-IosUpdateDeviceStatus -OsVersion 1";
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    /// <summary>
    /// The parameters for files that are written: parameter, the command in front of the path, the id of the error, the example.
    /// </summary>
    public static TheoryData<string, string, string, string> OutputPaths => new()
    {
        { "SandboxPath", "Connect-DeviceStatus -Sandbox -SandboxPath", "SandboxFileError", "sandbox.json" },
        { "JournalPath", Update + " -JournalPath", "JournalError", "run.jsonl" },
        { "FailedPath", Update + " -FailedPath", "FailedPathError", "failed.csv" },
        { "Path", "Get-IosUpdateDeviceStatus -Top 2 | Export-DeviceStatusReport -Path", "ReportError", "report.html" },
        { "Path", "Get-IosUpdateDeviceStatus -Top 2 | Export-DeviceStatusSnapshot -Path", "ReportError", "today.jsonl.gz" },
        { "Path", "Export-DeviceStatusIntuneReport DeviceCompliance -Path", "InvalidArgument", "report.csv" },
        { "Path", "Test-DeviceStatusService -Kind IosUpdate -Path", "InvalidArgument", "result.json" },
    };

    /// <summary>The parameters for files that are read.</summary>
    public static TheoryData<string, string, string, string> InputPaths => new()
    {
        { "Path", "Import-DeviceStatusSnapshot -Path", "SnapshotInvalid", "today.jsonl.gz" },
        { "ReferencePath", "Get-IosUpdateDeviceStatus -Top 2 | Compare-DeviceStatusSnapshot -ReferencePath", "SnapshotInvalid",
            "today.jsonl.gz" },
        {
            "ReferenceSnapshot",
            "Get-IosUpdateDeviceStatus -Top 2 | Export-DeviceStatusReport ([IO.Path]::GetTempFileName()) -ReferenceSnapshot",
            "SnapshotInvalid",
            "yesterday.jsonl.gz"
        },
        { "JournalPath", "Measure-DeviceStatus -JournalPath", "JournalError", "run.jsonl" },
    };

    [Theory]
    [MemberData(nameof(OutputPaths))]
    [MemberData(nameof(InputPaths))]
    public void Path_of_a_folder_instead_of_a_file_is_named_in_the_error(string parameter, string command, string id, string example)
    {
        PipelineResult result = Run($"{command} '{_folder}'");
        Assert.Equal([id == "ReportError" ? "InvalidArgument" : id], result.ErrorIds);
        Assert.Equal(
            $"-{parameter} '{_folder}' is a folder. Give the path of a file, such as '{Path.Combine(_folder, example)}'.",
            result.Error.ToString());
    }

    [Theory]
    [MemberData(nameof(OutputPaths))]
    [MemberData(nameof(InputPaths))]
    public void Path_in_a_missing_folder_is_named_in_the_error(string parameter, string command, string id, string example)
    {
        string folder = Path.Combine(_folder, "none");
        string file = Path.Combine(folder, example);
        PipelineResult result = Run($"{command} '{file}'");
        Assert.Equal([id], result.ErrorIds);
        Assert.Equal($"-{parameter} '{file}': the folder '{folder}' does not exist. Create it first.", result.Error.ToString());
        Assert.DoesNotContain(Server.Operations(), operation => operation.Method == "PATCH");
    }

    [Theory]
    [MemberData(nameof(InputPaths))]
    public void Path_of_a_missing_file_is_named_in_the_error(string parameter, string command, string id, string example)
    {
        string file = Path.Combine(_folder, example);
        PipelineResult result = Run($"{command} '{file}'");
        Assert.Equal([id], result.ErrorIds);
        Assert.Equal($"-{parameter} '{file}': the file does not exist.", result.Error.ToString());
    }

    [Fact]
    public void Snapshot_is_taken_from_files_and_by_its_literal_path()
    {
        string file = Path.Combine(_folder, "a[1].jsonl.gz");
        Run("Get-IosUpdateDeviceStatus -Top 2 | Export-DeviceStatusSnapshot -LiteralPath $args[0]", file).Succeeded();
        string[] commands =
        [
            "[IO.FileInfo]$args[0] | Import-DeviceStatusSnapshot",
            "[pscustomobject]@{ PSPath = 'Microsoft.PowerShell.Core\\FileSystem::' + $args[0] } | Import-DeviceStatusSnapshot",
            "Import-DeviceStatusSnapshot -LiteralPath $args[0]",
            "Import-DeviceStatusSnapshot -PSPath $args[0]",
        ];
        Assert.All(commands, command => Assert.Equal(2, Run(command, file).Succeeded().Output.Count));
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
