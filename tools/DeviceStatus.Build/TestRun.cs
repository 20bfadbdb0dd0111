namespace DeviceStatus.Build;

/// <summary>Runs the xunit projects and the Pester suite.</summary>
internal static class TestRun
{
    // The exit code of tests/Module/Invoke-Suite.ps1 when there is no Pester.
    private const int PesterMissing = 77;

    // Processes that share the files of the Pester suite. Its tests mostly wait for processes that they start.
    private const int PesterProcesses = 2;

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
        await RunXunitAsync(repository, summary);
        await RunPesterAsync(repository, summary);
        if (scope == TestScope.WithRecipe)
        {
            await RunRecipeAsync(repository, summary);
        }

        summary.Write();
        if (summary.Failed > 0)
        {
            throw new TaskFailedException("");
        }
    }

    private static async Task RunXunitAsync(Repository repository, TestSummary summary)
    {
        // One project at a time: each runs its tests in parallel, and tests of timing must not compete with those of another process.
        string log = Path.Combine(repository.TestResults, "xunit.log");
        int exitCode = await ChildProcess.RunToFileAsync(
            "dotnet",
            [
                "test", "--solution", repository.Solution, "--configuration", Repository.Configuration, "--no-build",
                "--max-parallel-test-modules", "1", "--no-progress", "--no-ansi",
            ],
            repository.Root,
            log);
        summary.Add(repository.TestProjects, exitCode, await File.ReadAllTextAsync(log));
    }

    private static async Task RunRecipeAsync(Repository repository, TestSummary summary)
    {
        const string Suite = "Recipe";
        const string Project = "DeviceStatus.Build.Tests";
        string log = Path.Combine(repository.TestResults, "recipe.log");
        int exitCode = await ChildProcess.RunToFileAsync(
            "dotnet",
            [
                repository.Assembly(Project), "-noColor", "-explicit", "only", "-class", Project + ".RecipeTests",
                "-result-junit", summary.ReportPath(Suite),
            ],
            repository.Root,
            log);
        summary.Add([Suite], exitCode, await File.ReadAllTextAsync(log));
    }

    private static async Task RunPesterAsync(Repository repository, TestSummary summary)
    {
        const string Description = "the Pester suite (tests/Module)";
        if (PowerShellLocator.Find() is not { } pwsh)
        {
            summary.LeaveOut(Description, "pwsh is not on the PATH");
            return;
        }

        string script = repository.PathOf("tests", "Module", "Invoke-Suite.ps1");
        (string Suite, string Log, Task<int> ExitCode)[] parts =
        [
            .. Enumerable.Range(0, PesterProcesses).Select(part =>
            {
                string suite = $"Pester {part + 1} of {PesterProcesses}";
                string log = Path.Combine(repository.TestResults, $"pester.{part + 1}.log");
                string[] arguments =
                [
                    "-NoProfile", "-NonInteractive", "-File", script, "-ResultPath", summary.ReportPath(suite),
                    "-Part", $"{part}", "-Parts", $"{PesterProcesses}",
                ];
                return (suite, log, ChildProcess.RunToFileAsync(pwsh, arguments, repository.Root, log));
            }),
        ];
        int[] exitCodes = await Task.WhenAll(parts.Select(part => part.ExitCode));
        if (exitCodes.All(exitCode => exitCode == PesterMissing))
        {
            summary.LeaveOut(Description, "Pester 5 is not installed (Install-PSResource Pester)");
            return;
        }

        foreach (((string suite, string log, _), int exitCode) in parts.Zip(exitCodes))
        {
            summary.Add([suite], exitCode, await File.ReadAllTextAsync(log));
        }
    }
}
