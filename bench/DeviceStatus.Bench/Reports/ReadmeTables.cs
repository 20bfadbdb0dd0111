using System.Text.RegularExpressions;

namespace DeviceStatus.Bench.Reports;

/// <summary>
/// Puts tables into a Markdown page: all that a scenario printed between <c>&lt;!-- bench name --&gt;</c> and <c>&lt;!-- /bench --&gt;</c>, its
/// tables alone between <c>&lt;!-- bench-table name --&gt;</c> and the same end.
/// </summary>
internal static partial class ReadmeTables
{
    /// <summary>Replaces what stands between the marks of the scenarios that ran; the others keep what they have.</summary>
    /// <param name="page">The page.</param>
    /// <param name="reports">What each scenario printed.</param>
    /// <param name="stamp">When and where it ran.</param>
    internal static string Update(string page, IReadOnlyDictionary<string, string> reports, string stamp) => Marks().Replace(page, match =>
    {
        if (!reports.TryGetValue(match.Groups["name"].Value, out string? report))
        {
            return match.Value;
        }

        string content = match.Groups["table"].Success ? Tables(report) : report.ReplaceLineEndings("\n").Trim();
        return $"{match.Groups["begin"].Value}\n{stamp}\n\n{content}\n{match.Groups["end"].Value}";
    });

    /// <summary>The tables with their titles in bold, without notes and targets.</summary>
    private static string Tables(string report)
    {
        IEnumerable<string> lines = report.ReplaceLineEndings("\n").Split('\n')
            .Where(static line => line.StartsWith("### ", StringComparison.Ordinal) || line.StartsWith('|'))
            .SelectMany(static line => line.StartsWith('#') ? new[] { string.Empty, $"**{line[4..]}**", string.Empty } : [line]);
        return string.Join('\n', lines).Trim();
    }

    [GeneratedRegex("(?<begin><!-- bench(?<table>-table)? (?<name>[a-z-]+) -->).*?(?<end><!-- /bench -->)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
