namespace DeviceStatus.Build.Tests;

public sealed class TestSummaryTests : IDisposable
{
    private const string Passed = "<testcase name='passes' />";
    private const string Failed = "<testcase name='fails'><failure message='no' /></testcase>";
    private const string Skipped = "<testcase name='is skipped'><skipped message='No browser.' /></testcase>";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("devicestatus-");
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly TestSummary _summary;

    public TestSummaryTests() => _summary = new TestSummary(_folder.FullName, _output);

    public void Dispose()
    {
        _output.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Write_names_what_was_left_out_and_skipped_before_the_totals()
    {
        Report("A", Passed + Passed + Skipped);
        Report("B", Passed + Skipped);
        _summary.Add(["A", "B"], exitCode: 0, "the log");
        _summary.LeaveOut("the Pester suite", "there is no pwsh");

        _summary.Write();

        Assert.Equal(
            """
            A: 2 passed, 0 failed, 1 skipped
            B: 1 passed, 0 failed, 1 skipped
            Left out: the Pester suite, because there is no pwsh.
            2 skipped: 2 x No browser.
            3 passed, 0 failed

            """.ReplaceLineEndings("\n"),
            _output.ToString());
    }

    [Fact]
    public void Add_suite_with_a_failed_test_prints_the_log()
    {
        Report("A", Passed + Failed);

        _summary.Add(["A"], exitCode: 2, "the log");

        Assert.Equal((1, 1), (_summary.Passed, _summary.Failed));
        Assert.EndsWith("\nthe log\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_suite_without_a_report_counts_as_a_failure()
    {
        Report("A", Passed);

        _summary.Add(["A", "B"], exitCode: 0, "the log");

        Assert.Equal((1, 1), (_summary.Passed, _summary.Failed));
        Assert.Contains("B: no results.", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_runner_that_fails_without_a_failed_test_counts_as_a_failure()
    {
        Report("A", Passed);

        _summary.Add(["A"], exitCode: 139, "the log");

        Assert.Equal((1, 1), (_summary.Passed, _summary.Failed));
        Assert.Contains("exit code 139", _output.ToString(), StringComparison.Ordinal);
    }

    private void Report(string suite, string tests) =>
        File.WriteAllText(_summary.ReportPath(suite), $"<testsuites><testsuite name='{suite}'>{tests}</testsuite></testsuites>");
}
