using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DeviceStatus.Build.Tests;

public sealed partial class RepositoryTests
{
    private static readonly Repository Repository = Repository.Find(AppContext.BaseDirectory);

    private static readonly string[] SourceFolderNames = ["src", "tests", "tools", "samples", "bench"];

    [Fact]
    public void Solution_lists_every_project()
    {
        string[] listed =
        [
            .. ProjectPath().Matches(File.ReadAllText(Repository.Solution))
                .Select(match => match.Groups["path"].Value.Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

        Assert.Equal(Files("*.csproj", SourceFolderNames), listed);
    }

    [Fact]
    public void Solution_of_the_module_lists_every_project_of_src()
    {
        string[] listed =
        [
            .. XDocument.Load(Repository.PathOf("src", "DeviceStatus.slnx")).Descendants("Project")
                .Select(project => "src/" + project.Attribute("Path")!.Value)
                .Order(StringComparer.Ordinal),
        ];

        Assert.Equal(Files("*.csproj", "src"), listed);
    }

    [Fact]
    public void Line_of_a_source_has_at_most_140_characters()
    {
        string[] tooLong =
        [
            .. Files("*.cs", SourceFolderNames).SelectMany(file => File.ReadLines(Repository.PathOf(file))
                .Index()
                .Where(line => line.Item.Length > 140)
                .Select(line => $"{file}:{line.Index + 1}")),
        ];

        Assert.Equal([], tooLong);
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

    /// <summary>The files of folders, as sorted paths below the root. What a build wrote is none of them.</summary>
    private static string[] Files(string pattern, params string[] folders)
    {
        string[] files =
        [
            .. folders
                .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), pattern, SearchOption.AllDirectories))
                .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
                .Where(path => !path.Split('/').Any(folder => folder is "bin" or "obj"))
                .Order(StringComparer.Ordinal),
        ];
        Assert.NotEmpty(files);
        return files;
    }

    [GeneratedRegex("^Project\\(.*\"(?<path>[^\"]+\\.csproj)\"", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ProjectPath();
}
