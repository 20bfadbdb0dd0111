using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace DeviceStatus.Help;

/// <summary>Writes the pages as MAML, which Get-Help reads.</summary>
internal static partial class MamlWriter
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    internal static string Write(IEnumerable<HelpPage> pages)
    {
        XElement root = new(Msh + "helpItems", new XAttribute("schema", "maml"), pages.Select(WritePage));
        StringBuilder text = new();
        XmlWriterSettings settings = new() { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true };
        using (XmlWriter writer = XmlWriter.Create(text, settings))
        {
            root.Save(writer);
        }

        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text + "\n";
    }

    private static XElement WritePage(HelpPage page)
    {
        CommandDescription command = page.Command;
        return new XElement(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "command", Command.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "dev", Dev.NamespaceName),
            new XElement(
                Command + "details",
                new XElement(Command + "name", command.Name),
                new XElement(Command + "verb", command.Verb),
                new XElement(Command + "noun", command.Noun),
                Text(Maml + "description", page.Synopsis)),
            Text(Maml + "description", page.Description),
            new XElement(Command + "syntax", command.Sets.Select(set => Syntax(page, set))),
            new XElement(
                Command + "parameters",
                command.Parameters.OrderBy(each => each.IsRisk)
                    .ThenBy(each => each.Name, StringComparer.Ordinal)
                    .Select(each => Parameter(page, each, Merge(each), full: true))),
            new XElement(Command + "inputTypes", page.Inputs.Select(entry => TypeOf(Command + "inputType", entry))),
            new XElement(Command + "returnValues", page.Outputs.Select(entry => TypeOf(Command + "returnValue", entry))),
            new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
            new XElement(Command + "examples", page.Examples.Select(Example)),
            new XElement(
                Command + "relatedLinks",
                page.Links.Prepend(new HelpLink("Online Version:", command.HelpUri)).Select(link => Link(link, command.HelpUri))));
    }

    private static XElement Syntax(HelpPage page, string set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", page.Command.Name),
        page.Command.ParametersOf(set).Select(pair => Parameter(page, pair.Parameter, pair.Use, full: false)));

    private static XElement Parameter(HelpPage page, CommandParameter parameter, ParameterUse use, bool full)
    {
        HelpText text = page.Parameters[parameter.Name];
        string description = full && parameter.Values.Count > 0
            ? $"{text.Text}\n\nPossible values: {string.Join(", ", parameter.Values)}."
            : text.Text;
        return new XElement(
            Command + "parameter",
            new XAttribute("required", Lower(use.IsMandatory)),
            new XAttribute("variableLength", "true"),
            new XAttribute("globbing", Lower(parameter.TakesWildcards)),
            new XAttribute("pipelineInput", use.PipelineText),
            new XAttribute("position", use.PositionText.ToLowerInvariant()),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            Text(Maml + "description", description),
            parameter.IsSwitch && !full
                ? null
                : new XElement(
                    Command + "parameterValue",
                    new XAttribute("required", Lower(!parameter.IsSwitch)),
                    new XAttribute("variableLength", "false"),
                    parameter.Type),
            new XElement(Dev + "type", new XElement(Maml + "name", parameter.Type), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", text.Default ?? (parameter.IsSwitch ? "False" : "None")));
    }

    /// <summary>A parameter of several sets: mandatory if it is mandatory in each.</summary>
    private static ParameterUse Merge(CommandParameter parameter) =>
        parameter.Uses[0] with { IsMandatory = parameter.Uses.All(use => use.IsMandatory) };

    private static XElement Example(HelpExample example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", FormattableString.Invariant($"--------- Example {index + 1}: {example.Title} ---------")),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", Paragraphs(example.Remarks)));

    private static XElement TypeOf(XName name, HelpEntry entry) => new(
        name,
        new XElement(Dev + "type", new XElement(Maml + "name", entry.Type)),
        Text(Maml + "description", entry.Text));

    private static XElement Link(HelpLink link, string page) => new(
        Maml + "navigationLink",
        new XElement(Maml + "linkText", link.Text),
        new XElement(
            Maml + "uri",
            link.Address.Contains("://", StringComparison.Ordinal) ? link.Address : new Uri(new Uri(page), link.Address).AbsoluteUri));

    private static XElement Text(XName name, string markdown) => new(name, Paragraphs(markdown));

    /// <summary>Converts Markdown to plain paragraphs: lines are joined, a list item is a paragraph, and markup is removed.</summary>
    private static IEnumerable<XElement> Paragraphs(string markdown)
    {
        List<string> paragraphs = [];
        bool isOpen = false;
        foreach (string line in markdown.Split('\n'))
        {
            string plain = Mark().Replace(LinkPattern().Replace(line.Trim(), "$1"), "$1");
            if (isOpen && plain.Length > 0 && !plain.StartsWith("- ", StringComparison.Ordinal))
            {
                paragraphs[^1] += " " + plain;
            }
            else if (plain.Length > 0)
            {
                paragraphs.Add(plain);
            }

            isOpen = plain.Length > 0;
        }

        return paragraphs.Select(paragraph => new XElement(Maml + "para", paragraph));
    }

    private static string Lower(bool value) => value ? "true" : "false";

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]+\)", RegexOptions.CultureInvariant)]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"`([^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
