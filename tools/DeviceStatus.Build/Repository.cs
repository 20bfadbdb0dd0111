namespace DeviceStatus.Build;

/// <summary>The paths of the repository.</summary>
/// <param name="Root">The folder of the solution file.</param>
internal sealed record Repository(string Root)
{
    internal const string Configuration = "Release";

    private const string SolutionName = "DeviceStatus.sln";

    /// <summary>The solution file, which lists every project.</summary>
    internal string Solution => PathOf(SolutionName);

    /// <summary>The module as it is shipped.</summary>
    internal string Module => PathOf("out", "DeviceStatus");

    /// <summary>Where the test runners write their reports.</summary>
    internal string TestResults => PathOf("out", "test-results");

    /// <summary>The names of the xunit projects: every project below tests/ whose name ends with <c>.Tests</c>.</summary>
    internal IReadOnlyList<string> TestProjects =>
        [.. Directory.EnumerateFiles(PathOf("tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal)];

    /// <summary>Finds the repository that a folder belongs to.</summary>
    /// <exception cref="TaskFailedException">No folder above has the solution file.</exception>
    internal static Repository Find(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, SolutionName)))
            {
                return new Repository(at.FullName);
            }
        }

        throw new TaskFailedException($"No folder above {folder} has a {SolutionName}.");
    }

    internal string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The assembly of a project.</summary>
    internal string Assembly(string project) =>
        PathOf("out", "artifacts", "bin", project, Configuration.ToLowerInvariant(), project + ".dll");
}
