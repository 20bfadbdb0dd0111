using System.Text.RegularExpressions;

namespace DeviceStatus.Bench.Reports;

/// <summary>
/// Puts reports into a Markdown page, between a mark and <c>&lt;!-- /bench --&gt;</c>: all that a scenario printed after
/// <c>&lt;!-- bench name --&gt;</c>, its tables alone after <c>&lt;!-- bench-table name --&gt;</c>, and the targets of several
/// scenarios after <c>&lt;!-- bench-targets name,name --&gt;</c>.
/// </summary>
internal static partial class ReadmeTables
{
    /// <summary>Replaces what stands between the marks whose scenarios ran; the others keep what they have.</summary>
    /// <param name="page">The page.</param>
    /// <param name="reports">What each scenario printed.</param>
    /// <param name="stamp">When and where it ran.</param>
    internal static string Update(string page, IReadOnlyDictionary<string, string> reports, string stamp) => Marks().Replace(page, match =>
    {
        string[] names = match.Groups["names"].Value.Split(',');
        if (!Array.TrueForAll(names, reports.ContainsKey))
        {
            return match.Value;
        }

        string report = string.Join("\n\n", names.Select(name => reports[name].ReplaceLineEndings("\n").Trim()));
        string content = match.Groups["kind"].Value switch
        {
            "-table" => Tables(report),
            "-targets" => Targets(report),
            _ => report,
        };
        return $"{match.Groups["begin"].Value}\n{stamp}\n\n{content}\n{match.Groups["end"].Value}";
    });

    /// <summary>The targets, each behind the title of its table.</summary>
    private static string Targets(string report)
    {
        List<string> targets = [];
        string title = string.Empty;
        foreach (string line in report.Split('\n'))
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
            {
                title = line[4..];
            }
            else if (IsTarget(line))
            {
                targets.Add(title.Length == 0 ? line : $"- {title}. {line[2..]}");
            }
        }

        return string.Join('\n', targets);
    }

    private static bool IsTarget(string line) =>
        line.StartsWith("- ", StringComparison.Ordinal)
        && (line.EndsWith("reached.", StringComparison.Ordinal) || line.EndsWith("MISSED.", StringComparison.Ordinal));

    /// <summary>The tables with their titles in bold, without notes and targets.</summary>
    private static string Tables(string report)
    {
        IEnumerable<string> lines = report.Split('\n')
            .Where(static line => line.StartsWith("### ", StringComparison.Ordinal) || line.StartsWith('|'))
            .SelectMany(static line => line.StartsWith('#') ? new[] { string.Empty, $"**{line[4..]}**", string.Empty } : [line]);
        return string.Join('\n', lines).Trim();
    }

    [GeneratedRegex(
        "(?<begin><!-- bench(?<kind>-table|-targets)? (?<names>[a-z][a-z,-]*) -->).*?(?<end><!-- /bench -->)",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
