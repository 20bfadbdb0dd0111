using System.Text.RegularExpressions;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Help;

/// <summary>
/// Builds the pages from the cmdlets, the resources and the templates in Text/: cmdlets/ has the templates of one cmdlet, families/ those
/// of all cmdlets of one verb whose nouns have the same ending, nouns/ additions of a noun, parameters.md the common parameters.
/// </summary>
internal sealed partial class HelpPageBuilder
{
    private readonly string _folder;
    private readonly Dictionary<string, HelpText> _shared;

    internal HelpPageBuilder(string folder)
    {
        _folder = folder;
        _shared = new Dictionary<string, HelpText>(
            HelpTemplate.Read(Path.Combine(folder, "parameters.md")).Parameters("PARAMETERS"), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Builds the page of a cmdlet. If there is no template, the comments of the source are used; the tests require a template.
    /// </summary>
    /// <exception cref="FormatException">A template is invalid.</exception>
    internal HelpPage Page(CommandDescription command)
    {
        HelpTemplate own = Find(command);
        if (own == HelpTemplate.Empty)
        {
            Console.Error.WriteLine(
                $"{command.Name} has no text of its own: write tools/DeviceStatus.Help/Text/cmdlets/{command.Name}.md.");
        }

        HelpTemplate noun = HelpTemplate.Read(Path.Combine(_folder, "nouns", command.Noun + ".md"));
        Dictionary<string, string> words = Words(command, noun);

        Dictionary<string, HelpText> written = new(_shared, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, HelpText text) in own.Parameters("PARAMETERS").Concat(noun.Parameters("PARAMETERS")))
        {
            written[name] = text;
        }

        return new HelpPage(command)
        {
            Synopsis = Or(own.Section("SYNOPSIS"), command.Comment),
            Description = Or(Join(own.Section("DESCRIPTION"), noun.Section(command.Verb + " DESCRIPTION")), command.Comment),
            Examples = [.. own.Examples("EXAMPLES").Concat(noun.Examples(command.Verb + " EXAMPLES")).Select(Fill)],
            Parameters = command.Parameters.ToDictionary(
                parameter => parameter.Name,
                parameter => Describe(command, parameter, written, Expand),
                StringComparer.Ordinal),
            Inputs = Entries("INPUTS"),
            Outputs = Entries("OUTPUTS"),
            Notes = Expand(Join(noun.Section("NOTES"), own.Section("NOTES"))),
            Links = [.. Links(own.Section("RELATED LINKS"))],
        };

        string Or(string text, string comment) => text.Length > 0 ? Expand(text) : comment;

        HelpEntry[] Entries(string section) =>
            [.. own.Entries(section).Select(entry => new HelpEntry(Expand(entry.Heading), Expand(entry.Text)))];

        HelpExample Fill(HelpExample example) => example with
        {
            Title = Expand(example.Title),
            Code = Expand(example.Code),
            Remarks = Expand(example.Remarks),
        };

        IEnumerable<HelpLink> Links(string text) => LinkPattern().Matches(Expand(text))
            .Select(link => new HelpLink(link.Groups["text"].Value, link.Groups["address"].Value))
            .Where(link => link.Text != command.Name);

        string Expand(string text) => BlankLines().Replace(
            EmptyLine().Replace(
                Word().Replace(text, match => words.GetValueOrDefault(match.Groups[1].Value)
                    ?? throw new FormatException($"{command.Name}: there is no word %{match.Groups[1].Value}%.")),
                string.Empty),
            "\n\n").Trim('\n');
    }

    private static HelpText Describe(
        CommandDescription command, CommandParameter parameter, Dictionary<string, HelpText> written, Func<string, string> expand)
    {
        if (written.TryGetValue(parameter.Name, out HelpText? text))
        {
            return text with { Text = expand(text.Text) };
        }

        return new HelpText(command.Resource?.FindProperty(parameter.Name)?.Description ?? parameter.Comment);
    }

    private HelpTemplate Find(CommandDescription command)
    {
        string own = Path.Combine(_folder, "cmdlets", command.Name + ".md");
        if (File.Exists(own))
        {
            return HelpTemplate.Read(own);
        }

        string? family = Directory.EnumerateFiles(Path.Combine(_folder, "families"), command.Verb + "-*.md")
            .Where(path =>
                command.Noun.EndsWith(Path.GetFileNameWithoutExtension(path)[(command.Verb.Length + 1)..], StringComparison.Ordinal))
            .MaxBy(path => path.Length);
        return family is null ? HelpTemplate.Empty : HelpTemplate.Read(family);
    }

    /// <summary>The replacement of %Word% on the page of a cmdlet. A line that becomes empty is left out.</summary>
    private static Dictionary<string, string> Words(CommandDescription command, HelpTemplate noun)
    {
        Dictionary<string, string> words = new(noun.Values, StringComparer.Ordinal) { ["Command"] = command.Name, ["Noun"] = command.Noun };
        if (command.Resource is not { } resource)
        {
            return words;
        }

        string parent = words.GetValueOrDefault("ParentId", string.Empty);
        bool hasParent = resource.ParentParameter is not null;
        words["ParentParameter"] = resource.ParentParameter ?? string.Empty;
        words["ParentArgument"] = hasParent ? $" -{resource.ParentParameter} {parent}" : string.Empty;
        words["ParentPosition"] = hasParent ? " " + parent : string.Empty;
        words["ParentColumn"] = hasParent ? resource.ParentParameter + "," : string.Empty;
        words["ParentCell"] = hasParent ? parent + "," : string.Empty;
        words["ParentProperty"] = hasParent ? $"{resource.ParentParameter} = '{parent}'; " : string.Empty;
        words["Path"] = resource.PathTemplate.Replace("{}", $"{{{resource.ParentParameter}}}", StringComparison.Ordinal);
        words["ODataType"] = resource.ODataType;
        words["IdAlias"] = resource.IdAlias;
        words["ReadPermission"] = resource.ReadPermission;
        words["WritePermission"] = resource.WritePermission;
        words["Nullable"] = string.Join(
            ", ",
            resource.Properties.Where(property => property.IsNullable).Select(property => property.DisplayName));
        words["Versions"] = resource.Versions == GraphVersions.Beta
            ? "Only the beta version of Graph has these objects, so every request goes to beta."
            : "Requests go to v1.0, unless they hold something that only beta has; then they go to beta, which -Verbose says.";
        foreach (PropertyDescriptor property in resource.Properties.Where(property => property.Enum is not null))
        {
            string[] beta = [.. property.Enum!.Members.Where(member => member.Versions == GraphVersions.Beta)
                .Select(member => $"`{member.Name}`")];
            words["BetaOnly" + property.DisplayName] = beta.Length == 0 ? string.Empty : $"In beta only: {string.Join(", ", beta)}.";
        }

        return words;
    }

    private static string Join(string first, string second) => (first + "\n\n" + second).Trim('\n');

    [GeneratedRegex("%([A-Z][A-Za-z0-9]*)%", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"^[ ]+$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex EmptyLine();

    [GeneratedRegex("\n{3,}", RegexOptions.CultureInvariant)]
    private static partial Regex BlankLines();

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\((?<address>[^)]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex LinkPattern();
}
