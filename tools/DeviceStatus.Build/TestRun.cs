namespace DeviceStatus.Build;

/// <summary>Runs the xunit projects and the Pester suite.</summary>
internal static class TestRun
{
    // The exit code of tests/Module/Invoke-Suite.ps1 when there is no Pester.
    private const int PesterMissing = 77;

    private const string PesterDescription = "the Pester suite (tests/Module)";

    // Processes that share the files of the Pester suite.
    private const int PesterProcesses = 2;

    // Tests of timing must not compete with many others. Two processes leave a core free: the tests of the module and of Pester run one
    // after the other and mostly wait.
    private const int MaxProcesses = 2;

    // Started first, and the Pester suite next: what takes long and is started late would run alone at the end.
    private const string LongestProject = "DeviceStatus.Module.Tests";

    // The classes of the longest project that take about half of its time. A second process runs all its other classes.
    private static readonly string[] SlowClasses = ["ErrorTests", "ManyTenantsTests", "ReportSourceTests"];

    /// <summary>Runs everything; the last line that it writes is <c>N passed, N failed</c>.</summary>
    /// <exception cref="TaskFailedException">A test failed, or a runner did not complete.</exception>
    internal static async Task RunAsync(Repository repository, TestScope scope)
    {
        if (Directory.Exists(repository.TestResults))
        {
            Directory.Delete(repository.TestResults, recursive: true);
        }

        Directory.CreateDirectory(repository.TestResults);
        var summary = new TestSummary(repository.TestResults, Console.Out);
        IReadOnlyList<TestSuite> pester = PesterSuites(repository, summary);
        await RunSuitesAsync(
            repository,
            summary,
            [
                PartOfLongestProject(repository, summary, " 1 of 2", "-class"),
                PartOfLongestProject(repository, summary, " 2 of 2", "-class-"),
                .. pester,
                .. repository.TestProjects.Except([LongestProject]).Select(project => XunitSuite(repository, summary, project, project)),
            ]);
        if (scope == TestScope.WithRecipe)
        {
            await RunSuitesAsync(repository, summary, [RecipeSuite(repository, summary)]);
        }

        summary.Write();
        if (summary.Failed > 0)
        {
            throw new TaskFailedException("");
        }
    }

    /// <summary>Runs suites in their order, some at a time, and adds each to the summary when it ends.</summary>
    private static async Task RunSuitesAsync(Repository repository, TestSummary summary, IReadOnlyList<TestSuite> suites)
    {
        int withoutPester = 0;
        object adding = new();
        await Parallel.ForEachAsync(suites, new ParallelOptions { MaxDegreeOfParallelism = MaxProcesses }, async (suite, _) =>
        {
            string path = Path.Combine(repository.TestResults, suite.Name + ".log");
            int exitCode = await ChildProcess.RunToFileAsync(suite.Program, suite.Arguments, repository.Root, path);
            string log = await File.ReadAllTextAsync(path, CancellationToken.None);
            lock (adding)
            {
                if (exitCode != PesterMissing)
                {
                    summary.Add([suite.Name], exitCode, log);
                }
                else if (withoutPester++ == 0)
                {
                    summary.LeaveOut(PesterDescription, "Pester 5 is not installed (Install-PSResource Pester)");
                }
            }
        });
    }

    private static TestSuite XunitSuite(Repository repository, TestSummary summary, string name, string project, params string[] filter) =>
        new(name, "dotnet", [repository.Assembly(project), "-noColor", .. filter, "-result-junit", summary.ReportPath(name)]);

    private static TestSuite PartOfLongestProject(Repository repository, TestSummary summary, string suffix, string option) =>
        XunitSuite(
            repository,
            summary,
            LongestProject + suffix,
            LongestProject,
            [.. SlowClasses.SelectMany(name => new[] { option, $"{LongestProject}.{name}" })]);

    private static TestSuite RecipeSuite(Repository repository, TestSummary summary)
    {
        const string Project = "DeviceStatus.Build.Tests";
        return XunitSuite(repository, summary, "Recipe", Project, "-explicit", "only", "-class", Project + ".RecipeTests");
    }

    private static IReadOnlyList<TestSuite> PesterSuites(Repository repository, TestSummary summary)
    {
        if (PowerShellLocator.Find() is not { } pwsh)
        {
            summary.LeaveOut(PesterDescription, "pwsh is not on the PATH");
            return [];
        }

        string script = repository.PathOf("tests", "Module", "Invoke-Suite.ps1");
        return
        [
            .. Enumerable.Range(0, PesterProcesses).Select(part =>
            {
                string name = $"Pester {part + 1} of {PesterProcesses}";
                string[] arguments =
                [
                    "-NoProfile", "-NonInteractive", "-File", script, "-ResultPath", summary.ReportPath(name),
                    "-Part", $"{part}", "-Parts", $"{PesterProcesses}",
                ];
                return new TestSuite(name, pwsh, arguments);
            }),
        ];
    }
}
