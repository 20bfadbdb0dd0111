using System.Xml;
using System.Xml.Linq;

namespace DeviceStatus.Build;

/// <summary>The result of a test runner, from its report in the JUnit format of xunit and Pester.</summary>
/// <param name="Passed">The number of tests that ran and passed.</param>
/// <param name="Failed">The number of tests that failed.</param>
/// <param name="SkipReasons">The reason of each skipped test.</param>
internal sealed record TestReport(int Passed, int Failed, IReadOnlyList<string> SkipReasons)
{
    /// <summary>Reads a report.</summary>
    /// <returns>The report, or null when the file is missing, incomplete or has no test.</returns>
    internal static TestReport? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        XElement[] tests;
        try
        {
            using XmlReader reader = XmlReader.Create(path, new XmlReaderSettings { CheckCharacters = false });
            tests = [.. XDocument.Load(reader).Descendants("testcase")];
        }
        catch (XmlException)
        {
            // The runner ended while it wrote the file.
            return null;
        }

        // The tests are counted one by one: the totals in the report include tests that were not run.
        int failed = tests.Count(test => test.Element("failure") is not null || test.Element("error") is not null);
        string[] skipped = [.. tests.Elements("skipped").Select(Reason)];
        return tests.Length == 0 ? null : new TestReport(tests.Length - failed - skipped.Length, failed, skipped);
    }

    // xunit writes the reason as text, Pester as an attribute.
    private static string Reason(XElement skipped)
    {
        string reason = (string?)skipped.Attribute("message") is { Length: > 0 } message ? message : skipped.Value;
        reason = string.Join(' ', reason.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        return reason.Length > 0 ? reason : "no reason given";
    }
}
