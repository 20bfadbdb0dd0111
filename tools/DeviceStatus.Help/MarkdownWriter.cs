using System.Text;

namespace DeviceStatus.Help;

/// <summary>Writes a page in the Markdown schema 2.0.0 of platyPS.</summary>
internal sealed class MarkdownWriter
{
    internal const string HelpFile = "DeviceStatus.dll-Help.xml";
    private const int SyntaxWidth = 110;
    private readonly StringBuilder _text = new();
    private readonly HelpPage _page;

    private MarkdownWriter(HelpPage page) => _page = page;

    internal static string Write(HelpPage page)
    {
        MarkdownWriter writer = new(page);
        writer.Write();
        return writer._text.ToString();
    }

    private void Write()
    {
        CommandDescription command = _page.Command;
        Line("---");
        Line("external help file: " + HelpFile);
        Line("Module Name: DeviceStatus");
        Line("online version: " + command.HelpUri);
        Line("schema: 2.0.0");
        Block("---");
        Block("# " + command.Name);
        Section("SYNOPSIS", _page.Synopsis);
        Block("## SYNTAX");
        foreach (string set in command.Sets)
        {
            if (set != ParameterUse.AllSets)
            {
                Block("### " + set + (set == command.DefaultSet ? " (Default)" : string.Empty));
            }

            Code(string.Empty, Syntax(set));
        }

        Section("DESCRIPTION", _page.Description);
        Block("## EXAMPLES");
        for (int i = 0; i < _page.Examples.Count; i++)
        {
            HelpExample example = _page.Examples[i];
            Block(FormattableString.Invariant($"### Example {i + 1}: {example.Title}"));
            Code($"powershell {example.Mark}".TrimEnd(), example.Code);
            Block(example.Remarks);
        }

        Block("## PARAMETERS");
        foreach (CommandParameter parameter in command.Parameters.OrderBy(each => each.IsRisk)
            .ThenBy(each => each.Name, StringComparer.Ordinal))
        {
            Parameter(parameter);
        }

        Section("### CommonParameters", HelpPage.CommonParameters);
        Entries("INPUTS", _page.Inputs);
        Entries("OUTPUTS", _page.Outputs);
        Section("NOTES", _page.Notes);
        Block("## RELATED LINKS");
        foreach (HelpLink link in _page.Links)
        {
            Block($"[{link.Text}]({link.Address})");
        }

        while (_text[^1] == '\n')
        {
            _text.Length--;
        }

        _text.Append('\n');
    }

    private void Parameter(CommandParameter parameter)
    {
        HelpText text = _page.Parameters[parameter.Name];
        Section("### -" + parameter.Name, text.Text);
        foreach (IGrouping<ParameterUse, ParameterUse> alike in parameter.Uses.GroupBy(use => use with { Set = string.Empty }))
        {
            ParameterUse use = alike.Key;
            string sets = string.Join(", ", alike.Select(each => each.Set == ParameterUse.AllSets ? "(All)" : each.Set));
            Line("```yaml");
            Line("Type: " + parameter.Type);
            Line("Parameter Sets: " + sets);
            Line(("Aliases: " + string.Join(", ", parameter.Aliases)).TrimEnd());
            if (parameter.Values.Count > 0)
            {
                Line("Accepted values: " + string.Join(", ", parameter.Values));
            }

            Line(string.Empty);
            Line("Required: " + use.IsMandatory);
            Line("Position: " + use.PositionText);
            Line("Default value: " + (text.Default ?? (parameter.IsSwitch ? "False" : "None")));
            Line("Accept pipeline input: " + use.PipelineText);
            Line("Accept wildcard characters: " + parameter.TakesWildcards);
            Block("```");
        }
    }

    private string Syntax(string set)
    {
        StringBuilder text = new(_page.Command.Name);
        int lineStart = 0;
        foreach (string part in _page.Command.ParametersOf(set)
            .Select(pair => SyntaxOf(pair.Parameter, pair.Use))
            .Append("[<CommonParameters>]"))
        {
            if (text.Length - lineStart + part.Length > SyntaxWidth)
            {
                text.Append('\n');
                lineStart = text.Length;
            }

            text.Append(' ').Append(part);
        }

        return text.ToString();
    }

    private static string SyntaxOf(CommandParameter parameter, ParameterUse use)
    {
        string name = use.Position is null ? "-" + parameter.Name : $"[-{parameter.Name}]";
        string whole = parameter.IsSwitch ? name : $"{name} <{parameter.Type}>";
        return use.IsMandatory ? whole : $"[{whole}]";
    }

    private void Entries(string heading, IReadOnlyList<HelpEntry> entries)
    {
        Block("## " + heading);
        foreach (HelpEntry entry in entries)
        {
            Section("### " + entry.Type, entry.Text);
        }
    }

    private void Section(string heading, string text)
    {
        Block(heading.StartsWith('#') ? heading : "## " + heading);
        Block(text);
    }

    private void Code(string language, string code)
    {
        Line("```" + language);
        Line(code);
        Block("```");
    }

    /// <summary>A line followed by an empty line, or nothing if there is no text.</summary>
    private void Block(string text)
    {
        if (text.Length > 0)
        {
            Line(text);
            Line(string.Empty);
        }
    }

    private void Line(string text) => _text.Append(text).Append('\n');
}
