using System.Text;
using System.Text.RegularExpressions;

namespace DeviceStatus.Help;

/// <summary>
/// A help template: lines "Key: value", then sections under "## Name", some with entries under "### Name". Headings inside a code block are
/// code.
/// </summary>
internal sealed partial class HelpTemplate
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sections = new(StringComparer.Ordinal);

    /// <summary>The values of the lines before the first section.</summary>
    internal IReadOnlyDictionary<string, string> Values => _values;

    internal static HelpTemplate Empty { get; } = new();

    internal static HelpTemplate Read(string path) => File.Exists(path) ? Parse(File.ReadAllLines(path), path) : Empty;

    /// <summary>The text of a section, empty if there is none.</summary>
    internal string Section(string name) => _sections.GetValueOrDefault(name, string.Empty);

    /// <summary>The entries of a section: heading and text.</summary>
    internal IEnumerable<(string Heading, string Text)> Entries(string section)
    {
        string? heading = null;
        StringBuilder text = new();
        foreach ((string line, bool isCode) in Lines(Section(section).Split('\n')))
        {
            if (!isCode && line.StartsWith("### ", StringComparison.Ordinal))
            {
                if (heading is not null)
                {
                    yield return (heading, text.ToString().Trim('\n'));
                }

                heading = line[4..].Trim();
                text.Clear();
            }
            else
            {
                text.Append(line).Append('\n');
            }
        }

        if (heading is not null)
        {
            yield return (heading, text.ToString().Trim('\n'));
        }
    }

    /// <summary>The examples of a section: under each heading one block of code and a description.</summary>
    internal IEnumerable<HelpExample> Examples(string section)
    {
        foreach ((string heading, string text) in Entries(section))
        {
            Match code = CodeBlock().Match(text);
            if (!code.Success || code.NextMatch().Success)
            {
                throw new FormatException($"The example '{heading}' must have one block of PowerShell, no more and no less.");
            }

            yield return new HelpExample(
                heading,
                code.Groups["code"].Value,
                code.Groups["mark"].Value,
                CodeBlock().Replace(text, string.Empty).Trim('\n'));
        }
    }

    /// <summary>The texts of parameters: headings "-Name" or "-Name = default".</summary>
    internal IEnumerable<KeyValuePair<string, HelpText>> Parameters(string section)
    {
        foreach ((string heading, string text) in Entries(section))
        {
            string[] parts = heading.TrimStart('-').Split(" = ", 2);
            yield return new KeyValuePair<string, HelpText>(parts[0], new HelpText(text, parts.ElementAtOrDefault(1)));
        }
    }

    private static HelpTemplate Parse(string[] lines, string path)
    {
        HelpTemplate result = new();
        string? section = null;
        foreach ((string line, bool isCode) in Lines(lines))
        {
            if (!isCode && line.StartsWith("## ", StringComparison.Ordinal))
            {
                section = line[3..].Trim();
                result._sections.Add(section, string.Empty);
            }
            else if (section is not null)
            {
                result._sections[section] += line + "\n";
            }
            else if (line.Length > 0)
            {
                string[] pair = line.Split(": ", 2);
                result._values.Add(
                    pair[0],
                    pair.Length == 2 ? pair[1] : throw new FormatException($"{path}: '{line}' is no 'Key: value'."));
            }
        }

        foreach (string name in result._sections.Keys.ToArray())
        {
            result._sections[name] = result._sections[name].Trim('\n');
        }

        return result;
    }

    private static IEnumerable<(string Line, bool IsCode)> Lines(IEnumerable<string> lines)
    {
        bool isCode = false;
        foreach (string line in lines)
        {
            bool isFence = line.StartsWith("```", StringComparison.Ordinal);
            yield return (line.TrimEnd(), isCode || isFence);
            isCode ^= isFence;
        }
    }

    [GeneratedRegex(
        "^```powershell(?: (?<mark>tenant|errors))?\n(?<code>.*?)\n```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex CodeBlock();
}
