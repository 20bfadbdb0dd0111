namespace DeviceStatus.Build;

/// <summary>Runs the xunit projects and the Pester suite, and counts their results.</summary>
internal sealed class TestRun
{
    // The exit code of tests/Module/Invoke-Suite.ps1 when there is no Pester.
    private const int PesterMissing = 77;

    private readonly Repository _repository;
    private readonly List<string> _skipReasons = [];
    private readonly List<string> _leftOut = [];
    private int _passed;
    private int _failed;

    private TestRun(Repository repository) => _repository = repository;

    /// <summary>Runs everything; the last line that it writes is <c>N passed, N failed</c>.</summary>
    /// <exception cref="TaskFailedException">A test failed, or a runner did not complete.</exception>
    internal static async Task RunAsync(Repository repository)
    {
        if (Directory.Exists(repository.TestResults))
        {
            Directory.Delete(repository.TestResults, recursive: true);
        }

        Directory.CreateDirectory(repository.TestResults);
        var run = new TestRun(repository);
        await run.RunXunitAsync();
        await run.RunPesterAsync();
        run.WriteSummary();
        if (run._failed > 0)
        {
            throw new TaskFailedException("");
        }
    }

    private async Task RunXunitAsync()
    {
        string log = Path.Combine(_repository.TestResults, "xunit.log");

        // One project at a time: each runs its tests in parallel, and tests of timing must not compete with those of another process.
        int exitCode = await ChildProcess.RunToFileAsync(
            "dotnet",
            [
                "test", "--solution", _repository.Solution, "--configuration", Repository.Configuration, "--no-build",
                "--max-parallel-test-modules", "1", "--no-progress", "--no-ansi",
            ],
            _repository.Root,
            log);
        Count(_repository.TestProjects, exitCode, log);
    }

    private async Task RunPesterAsync()
    {
        if (PowerShellLocator.Find() is not { } pwsh)
        {
            _leftOut.Add("the Pester suite (tests/Module), because pwsh is not on the PATH");
            return;
        }

        const string Suite = "Pester";
        string log = Path.Combine(_repository.TestResults, "pester.log");
        string script = _repository.PathOf("tests", "Module", "Invoke-Suite.ps1");
        int exitCode = await ChildProcess.RunToFileAsync(
            pwsh, ["-NoProfile", "-NonInteractive", "-File", script, "-ResultPath", PathOfReport(Suite)], _repository.Root, log);
        if (exitCode == PesterMissing)
        {
            _leftOut.Add("the Pester suite (tests/Module), because Pester 5 is not installed (Install-PSResource Pester)");
            return;
        }

        Count([Suite], exitCode, log);
    }

    private string PathOfReport(string suite) => Path.Combine(_repository.TestResults, suite + ".junit.xml");

    // A suite without a report, and a runner that fails without naming a failed test, count as one failure each.
    private void Count(IReadOnlyList<string> suites, int exitCode, string log)
    {
        int failedBefore = _failed;
        foreach (string suite in suites)
        {
            if (TestReport.Read(PathOfReport(suite)) is { } report)
            {
                _passed += report.Passed;
                _failed += report.Failed;
                _skipReasons.AddRange(report.SkipReasons);
                Console.WriteLine($"{suite}: {report.Passed} passed, {report.Failed} failed, {report.SkipReasons.Count} skipped");
            }
            else
            {
                _failed++;
                Console.WriteLine($"{suite}: no results; the runner did not complete, or the project is not in the solution");
            }
        }

        if (exitCode != 0 && _failed == failedBefore)
        {
            _failed++;
            Console.WriteLine($"The runner of {string.Join(", ", suites)} ended with exit code {exitCode} without naming a failed test.");
        }

        if (_failed > failedBefore)
        {
            Console.WriteLine(File.ReadAllText(log));
        }
    }

    private void WriteSummary()
    {
        foreach (string what in _leftOut)
        {
            Console.WriteLine($"Left out: {what}.");
        }

        if (_skipReasons.Count > 0)
        {
            IEnumerable<string> reasons = _skipReasons.CountBy(reason => reason)
                .OrderByDescending(reason => reason.Value)
                .Select(reason => $"{reason.Value} × {reason.Key}");
            Console.WriteLine($"{_skipReasons.Count} skipped: {string.Join(" ", reasons)}");
        }

        Console.WriteLine($"{_passed} passed, {_failed} failed");
    }
}
