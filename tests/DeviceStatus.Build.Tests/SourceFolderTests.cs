using System.Text.RegularExpressions;

namespace DeviceStatus.Build.Tests;

/// <summary>Holds the arrows between folders that CONTRIBUTING describes: each folder uses only folders below it.</summary>
public sealed class SourceFolderTests
{
    private const string Engine = "DeviceStatus.Graph.";

    /// <summary>What each folder of the engine may use, besides itself and its own subfolders' parents.</summary>
    public static TheoryData<string, string[]> AllowedArrows => new()
    {
        { "Schema", [] },
        { "Requests", ["Schema"] },
        { "Retry", [] },
        { "Text", [] },
        { "Files", [] },
        { "Identity", ["Schema", "Text", "Files"] },
        { "Identity.Credentials", ["Identity", "Schema", "Text", "Files"] },
        { "Journal", ["Schema", "Requests", "Text", "Files"] },
        { "Filtering", ["Schema", "Requests"] },
        { "Http", ["Schema", "Requests", "Retry", "Identity", "Text"] },
        { "Throttling", ["Files"] },
        { "Connections", ["Schema", "Retry", "Identity", "Http", "Throttling"] },
        { "Batching", ["Schema", "Requests", "Retry", "Identity", "Journal", "Filtering", "Http", "Throttling", "Connections"] },
        { "Policies", ["Schema", "Requests", "Retry", "Http", "Connections", "Batching"] },
    };

    [Fact]
    public void Source_folders_form_no_circle()
    {
        IReadOnlyList<string>? circle = SourceFolders.FindCircle(SourceFolders.Arrows);
        Assert.True(circle is null, $"These folders use each other in a circle: {string.Join(" -> ", circle ?? [])}.");
    }

    [Fact]
    public void FindCircle_folders_that_use_each_other_returns_the_path()
    {
        Dictionary<string, IReadOnlySet<string>> arrows = new()
        {
            ["A"] = new HashSet<string> { "B" },
            ["B"] = new HashSet<string> { "C" },
            ["C"] = new HashSet<string> { "B" },
        };
        Assert.Equal(["B", "C", "B"], SourceFolders.FindCircle(arrows)!);
    }

    [Theory]
    [MemberData(nameof(AllowedArrows))]
    public void Engine_folder_uses_only_allowed_folders(string folder, string[] allowed)
    {
        IEnumerable<string> used = SourceFolders.Arrows[Engine + folder].Select(name => name[Engine.Length..]);
        Assert.Empty(used.Except(allowed));
    }

    [Fact]
    public void Reporting_uses_only_schema_files_and_text_of_the_engine()
    {
        string[] allowed = [Engine + "Schema", Engine + "Files", Engine + "Text", "DeviceStatus"];
        IEnumerable<string> used = SourceFolders.Arrows
            .Where(pair => pair.Key.StartsWith("DeviceStatus.Reporting", StringComparison.Ordinal))
            .SelectMany(pair => pair.Value);
        Assert.DoesNotContain(
            used, name => !name.StartsWith("DeviceStatus.Reporting", StringComparison.Ordinal) && !allowed.Contains(name));
    }

    [Fact]
    public void Engine_and_sandbox_do_not_use_PowerShell_or_the_cmdlets()
    {
        string[] sources = [.. Directory.EnumerateFiles(SourceFolders.Source, "*.cs", SearchOption.AllDirectories)
            .Where(
                path => !path.Contains(
                    $"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}DeviceStatus{Path.DirectorySeparatorChar}",
                    StringComparison.Ordinal))];
        Assert.NotEmpty(sources);
        Assert.DoesNotContain(
            sources, path => Regex.IsMatch(File.ReadAllText(path), "System\\.Management\\.Automation|using DeviceStatus\\.Commands"));
    }
}
