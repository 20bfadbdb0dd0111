using System.Text.RegularExpressions;

namespace DeviceStatus.Build.Tests;

public sealed partial class RepositoryTests
{
    private static readonly Repository Repository = Repository.Find(AppContext.BaseDirectory);

    [Fact]
    public void Solution_lists_every_project()
    {
        string[] projects =
        [
            .. new[] { "src", "tests", "tools", "samples", "bench" }
                .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.csproj", SearchOption.AllDirectories))
                .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];
        string[] listed =
        [
            .. ProjectPath().Matches(File.ReadAllText(Repository.Solution))
                .Select(match => match.Groups["path"].Value.Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

        Assert.NotEmpty(projects);
        Assert.Equal(projects, listed);
    }

    [Fact]
    public void Root_folder_has_one_solution() =>
        Assert.Equal(
            ["DeviceStatus.sln"],
            Directory.EnumerateFiles(Repository.Root, "*.sln*").Select(path => Path.GetFileName(path)));

    [Fact]
    public void Scripts_leave_the_tasks_to_the_program()
    {
        foreach (string script in new[] { "build.sh", "build.ps1" })
        {
            string text = File.ReadAllText(Repository.PathOf(script));

            Assert.Contains("dotnet run --project tools/DeviceStatus.Build ", text, StringComparison.Ordinal);
            Assert.Single(Regex.Matches(text, @"\bdotnet \w"));
        }
    }

    [Fact]
    public void Workflows_pin_their_actions_by_commit()
    {
        string[] uses =
        [
            .. Directory.EnumerateFiles(Repository.PathOf(".github", "workflows"), "*.yml")
                .SelectMany(File.ReadLines)
                .Where(line => line.Contains("uses:", StringComparison.Ordinal)),
        ];

        Assert.NotEmpty(uses);
        Assert.All(uses, line => Assert.Matches("uses: [\\w.-]+/[\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+$", line));
    }

    [GeneratedRegex("^Project\\(.*\"(?<path>[^\"]+\\.csproj)\"", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ProjectPath();
}
