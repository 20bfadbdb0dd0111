using System.Globalization;
using System.Text.RegularExpressions;

namespace DeviceStatus.Pack;

/// <summary>The newest section of the changelog.</summary>
/// <param name="Version">The version it is about.</param>
/// <param name="Date">The day of the version.</param>
/// <param name="Notes">What it says, as Markdown.</param>
internal sealed partial record Changelog(string Version, DateOnly Date, string Notes)
{
    /// <summary>Reads the newest section that has a version.</summary>
    /// <exception cref="PackException">There is none, it has no date, or it says nothing.</exception>
    internal static Changelog Read(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        int start = Array.FindIndex(lines, line => Heading().IsMatch(line));
        if (start < 0)
        {
            throw new PackException("CHANGELOG.md has no section with a version; '## [1.2.3] - 2026-01-31' begins one.");
        }

        GroupCollection heading = Heading().Match(lines[start]).Groups;
        string version = heading["version"].Value;
        if (!DateOnly.TryParseExact(heading["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            throw new PackException($"The section {version} of CHANGELOG.md has no date; '## [{version}] - 2026-01-31' would be right.");
        }

        string notes = string.Join('\n', lines.Skip(start + 1).TakeWhile(line => !EndOfSection().IsMatch(line))).Trim();
        return notes.Length > 0
            ? new Changelog(version, date, notes)
            : throw new PackException($"The section {version} of CHANGELOG.md is empty; it becomes the release notes.");
    }

    [GeneratedRegex(@"^## \[?(?<version>\d+\.\d+\.\d+)\]?( - (?<date>\S+))?\s*$")]
    private static partial Regex Heading();

    // The links at the foot of a changelog belong to no section.
    [GeneratedRegex(@"^(## |\[[^\]]+\]: )")]
    private static partial Regex EndOfSection();
}
