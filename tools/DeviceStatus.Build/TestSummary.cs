namespace DeviceStatus.Build;

/// <summary>Counts the results of the test runners and writes them.</summary>
/// <param name="resultsFolder">The folder of the reports, one for each suite: <c>NAME.junit.xml</c>.</param>
/// <param name="output">The output.</param>
internal sealed class TestSummary(string resultsFolder, TextWriter output)
{
    private readonly List<string> _skipReasons = [];
    private readonly List<string> _leftOut = [];

    internal int Passed { get; private set; }

    internal int Failed { get; private set; }

    /// <summary>The path of the report of a suite.</summary>
    internal string ReportPath(string suite) => Path.Combine(resultsFolder, suite + ".junit.xml");

    /// <summary>
    /// Adds the suites of a runner. A suite without a report counts as a failure, and so does a runner that fails without naming a failed
    /// test.
    /// </summary>
    /// <param name="suites">The names of the suites.</param>
    /// <param name="exitCode">The exit code of the runner.</param>
    /// <param name="log">The output of the runner, which is printed if something failed.</param>
    internal void Add(IReadOnlyList<string> suites, int exitCode, string log)
    {
        int failedBefore = Failed;
        foreach (string suite in suites)
        {
            if (TestReport.Read(ReportPath(suite)) is { } report)
            {
                Passed += report.Passed;
                Failed += report.Failed;
                _skipReasons.AddRange(report.SkipReasons);
                output.WriteLine($"{suite}: {report.Passed} passed, {report.Failed} failed, {report.SkipReasons.Count} skipped");
            }
            else
            {
                Failed++;
                output.WriteLine($"{suite}: no results. The runner did not complete, or the project is not in the solution.");
            }
        }

        if (exitCode != 0 && Failed == failedBefore)
        {
            Failed++;
            output.WriteLine($"The runner of {string.Join(", ", suites)} ended with exit code {exitCode} without naming a failed test.");
        }

        if (Failed > failedBefore)
        {
            output.WriteLine(log);
        }
    }

    /// <summary>Adds a suite that this machine cannot run.</summary>
    internal void LeaveOut(string suite, string reason) => _leftOut.Add($"Left out: {suite}, because {reason}.");

    /// <summary>Writes the suites that were left out, the skipped tests, and as the last line <c>N passed, N failed</c>.</summary>
    internal void Write()
    {
        foreach (string line in _leftOut)
        {
            output.WriteLine(line);
        }

        if (_skipReasons.Count > 0)
        {
            IEnumerable<string> reasons = _skipReasons.CountBy(reason => reason)
                .OrderByDescending(reason => reason.Value)
                .Select(reason => $"{reason.Value} x {reason.Key}");
            output.WriteLine($"{_skipReasons.Count} skipped: {string.Join(" ", reasons)}");
        }

        output.WriteLine($"{Passed} passed, {Failed} failed");
    }
}
