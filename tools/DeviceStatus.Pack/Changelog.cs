using System.Globalization;
using System.Text.RegularExpressions;

namespace DeviceStatus.Pack;

/// <summary>The newest section of the changelog.</summary>
/// <param name="Version">The version.</param>
/// <param name="Date">The date of the version.</param>
/// <param name="Notes">The text, as Markdown.</param>
internal sealed partial record Changelog(string Version, DateOnly Date, string Notes)
{
    /// <summary>Reads the newest section that has a version.</summary>
    /// <exception cref="PackException">There is no such section, or it has no date or no text.</exception>
    internal static Changelog Read(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        int start = Array.FindIndex(lines, line => Heading().IsMatch(line));
        if (start < 0)
        {
            throw new PackException("CHANGELOG.md has no section with a version. Such a section begins with '## [1.2.3] - 2026-01-31'.");
        }

        GroupCollection heading = Heading().Match(lines[start]).Groups;
        string version = heading["version"].Value;
        string day = heading["date"].Value;
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            throw new PackException(
                $"The section {version} of CHANGELOG.md has no date. Write it like this: '## [{version}] - 2026-01-31'.");
        }

        string notes = string.Join('\n', lines.Skip(start + 1).TakeWhile(line => !EndOfSection().IsMatch(line))).Trim();
        return notes.Length > 0
            ? new Changelog(version, date, notes)
            : throw new PackException($"The section {version} of CHANGELOG.md is empty. Its text becomes the release notes.");
    }

    [GeneratedRegex(@"^## \[?(?<version>\d+\.\d+\.\d+)\]?( - (?<date>\S+))?\s*$")]
    private static partial Regex Heading();

    // The link definitions at the end of a changelog belong to no section.
    [GeneratedRegex(@"^(## |\[[^\]]+\]: )")]
    private static partial Regex EndOfSection();
}
