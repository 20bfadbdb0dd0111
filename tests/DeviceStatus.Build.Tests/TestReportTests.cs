namespace DeviceStatus.Build.Tests;

public sealed class TestReportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("devicestatus-");

    private string ReportPath => Path.Combine(_folder.FullName, "report.xml");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_report_of_xunit_counts_only_tests_that_ran()
    {
        TestReport report = Read("""
            <testsuites tests="6" failures="1" errors="0" disabled="1">
              <testsuite name="A.dll" tests="6" failures="1" errors="0" disabled="1" skipped="2">
                <testcase name="A.Passes" />
                <testcase name="A.Fails"><failure type="Xunit.Sdk.TrueException" message="no">at A</failure></testcase>
                <testcase name="A.IsSkipped"><skipped>Windows
                    has no modes.</skipped></testcase>
                <testcase name="A.IsSkippedToo"><skipped /></testcase>
              </testsuite>
            </testsuites>
            """);

        Assert.Equal((1, 1), (report.Passed, report.Failed));
        Assert.Equal(["Windows has no modes.", "no reason given"], report.SkipReasons);
    }

    [Fact]
    public void Read_report_of_Pester_counts_a_file_that_cannot_be_discovered_as_failed()
    {
        TestReport report = Read("""
            <testsuites tests="4" errors="1" failures="1" disabled="1">
              <testsuite name="B.Tests.ps1" tests="3" errors="0" failures="1" skipped="1">
                <properties><property name="os" value="x" /></properties>
                <testcase name="B.passes" status="Passed" />
                <testcase name="B.fails" status="Failed"><failure message="Expected 1">at B</failure></testcase>
                <testcase name="B.is skipped" status="Skipped"><skipped message="is skipped, because of X">at B</skipped></testcase>
              </testsuite>
              <testsuite name="C.Tests.ps1" tests="1" errors="1" failures="0">
                <testcase name="C.Tests.ps1" status="Failed"><error message="ParserError">at C</error></testcase>
              </testsuite>
            </testsuites>
            """);

        Assert.Equal((1, 2), (report.Passed, report.Failed));
        Assert.Equal(["is skipped, because of X"], report.SkipReasons);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<testsuites><testsuite name='A.dll'><testcase name='A.Passes' />")]
    [InlineData("<testsuites><testsuite name='A.dll' tests='0' /></testsuites>")]
    public void Read_report_that_is_incomplete_or_empty_is_null(string text)
    {
        File.WriteAllText(ReportPath, text);

        Assert.Null(TestReport.Read(ReportPath));
    }

    [Fact]
    public void Read_report_that_is_missing_is_null() => Assert.Null(TestReport.Read(ReportPath));

    private TestReport Read(string text)
    {
        File.WriteAllText(ReportPath, text);
        TestReport? report = TestReport.Read(ReportPath);
        Assert.NotNull(report);
        return report;
    }
}
