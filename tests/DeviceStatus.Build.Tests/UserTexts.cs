using System.Text.RegularExpressions;

namespace DeviceStatus.Build.Tests;

/// <summary>Collects every sentence that a user can see: messages of the sources, help texts, about topics, and labels of views.</summary>
internal static partial class UserTexts
{
    private static readonly Repository Root = Repository.Find(AppContext.BaseDirectory);
    private const int LeastWords = 3;

    /// <summary>The texts, each with the place where it stands.</summary>
    internal static IReadOnlyList<(string Place, string Text)> All { get; } = [.. Messages(), .. Help(), .. Topics(), .. Labels()];

    /// <summary>The texts of the sources: errors, warnings, verbose lines, prompts and hints.</summary>
    internal static IEnumerable<(string Place, string Text)> Messages() =>
        Files("src", "*.cs").SelectMany(file => SourceTexts.Of(File.ReadAllText(file))
            .Where(text => WordPattern().Count(text.Text) >= LeastWords && IsProse(text.Text))
            .Select(text => ($"{Relative(file)}:{text.Line}", text.Text.Trim())));

    private static IEnumerable<(string Place, string Text)> Help() =>
        Files("tools/DeviceStatus.Help/Text", "*.md").SelectMany(file => Lines(file, isMarkdown: true));

    private static IEnumerable<(string Place, string Text)> Topics() =>
        Files("en-US", "*.help.txt").SelectMany(file => Lines(file, isMarkdown: false));

    private static IEnumerable<(string Place, string Text)> Labels() =>
        Directory.EnumerateFiles(Root.Root, "*.Format.ps1xml").Order(StringComparer.Ordinal).SelectMany(file => LabelPattern()
            .Matches(File.ReadAllText(file)).Select(match => (Path.GetFileName(file), match.Groups["label"].Value)).Distinct());

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Root.PathOf(folder.Split('/')), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static string Relative(string file) => Path.GetRelativePath(Root.Root, file).Replace('\\', '/');

    /// <summary>JSON, JavaScript, HTML and requests have words as well, and are no sentences.</summary>
    private static bool IsProse(string text) =>
        !text.TrimStart().StartsWith('<') && !text.Contains("{\"", StringComparison.Ordinal)
        && !text.Contains("</", StringComparison.Ordinal)
        && !text.Contains(';', StringComparison.Ordinal) | text.Contains("; ", StringComparison.Ordinal)
        && !text.StartsWith("--", StringComparison.Ordinal);

    private static IEnumerable<(string Place, string Text)> Lines(string file, bool isMarkdown)
    {
        bool isCode = false;
        int number = 0;
        foreach (string line in File.ReadLines(file))
        {
            number++;
            isCode ^= isMarkdown && line.StartsWith("```", StringComparison.Ordinal);
            bool isExample = isCode || line.StartsWith("```", StringComparison.Ordinal)
                || (!isMarkdown && line.StartsWith("        ", StringComparison.Ordinal));
            if (!isExample && !line.StartsWith('#') && WordPattern().Count(line) >= LeastWords)
            {
                yield return ($"{Relative(file)}:{number}", line.Trim());
            }
        }
    }

    [GeneratedRegex(@"\b[\p{L}-]{2,}\b")]
    private static partial Regex WordPattern();

    [GeneratedRegex("<Label>(?<label>[^<]+)</Label>")]
    private static partial Regex LabelPattern();
}
