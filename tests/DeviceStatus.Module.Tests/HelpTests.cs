using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>What Get-Help shows, and the pages in docs/.</summary>
public sealed partial class HelpTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    // The one place of the address is Directory.Build.props.
    private static readonly string ProjectAddress =
        XDocument.Load(Repository.Path("Directory.Build.props")).Descendants("ProjectAddress").Single().Value;

    private static readonly string Links = ProjectAddress + "/blob/main/docs/";
    private static readonly string[] Sections =
        ["SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    private static readonly Dictionary<string, PSObject> Pages = [];

    public static TheoryData<string> Commands => [.. ModuleCommands.All];

    public static TheoryData<string, string> Parameters
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string command in ModuleCommands.All)
            {
                foreach (ParameterMetadata parameter in HelpParameters(command))
                {
                    data.Add(command, parameter.Name);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> Topics =>
        [
            .. Directory.EnumerateFiles(Repository.Path("en-US"), "about_*.help.txt").Select(
                path => Path.GetFileName(path)[..^".help.txt".Length]).Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_of_each_command_has_synopsis_description_and_examples(string command)
    {
        PSObject help = Help(command);
        string synopsis = Text(help, "Synopsis").Trim();
        Assert.DoesNotContain(command + " ", synopsis, StringComparison.Ordinal);
        Assert.Matches(@"^[A-Z].{10,}\.$", synopsis);
        Assert.True(Paragraphs(help, "description").Length > 100, "The description is a sentence or more.");
        PSObject[] examples = [.. Items(help, "examples", "example")];
        Assert.True(examples.Length >= 3, "There are three examples.");
        Assert.All(examples, example => Assert.NotEqual(string.Empty, Text(example, "code").Trim()));
        Assert.All(examples, example => Assert.NotEqual(string.Empty, Paragraphs(example, "remarks").Trim()));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_of_each_command_lists_its_parameters_and_no_other(string command) => Assert.Equal(
        HelpParameters(command).Select(parameter => parameter.Name).Order(StringComparer.Ordinal),
        Items(Help(command), "parameters", "parameter").Select(parameter => Text(parameter, "name")).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Help_of_each_parameter_describes_it_as_it_is(string command, string name)
    {
        PSObject help = Items(Help(command), "parameters", "parameter").Single(parameter => Text(parameter, "name") == name);
        ParameterMetadata real = ModuleCommands.Info(command).Parameters[name];
        string description = Paragraphs(help, "description").Trim();
        Assert.Matches(@"(?s)^[A-Z].+\.$", description);
        Assert.Equal(real.Aliases.Count > 0 ? string.Join(", ", real.Aliases) : "none", Text(help, "aliases"));
        Assert.Equal(
            (Nullable.GetUnderlyingType(real.ParameterType) ?? real.ParameterType).Name,
            Text((PSObject)help.Properties["type"].Value, "name"));
        IEnumerable<string> values = real.Attributes.OfType<ValidateSetAttribute>().SelectMany(set => set.ValidValues);
        foreach (string value in values.Where(value => value.Length > 0))
        {
            Assert.Matches($@"\b{Regex.Escape(value)}\b", description);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_of_each_command_shows_each_parameter_set_once(string command)
    {
        CommandInfo info = ModuleCommands.Info(command);
        string[] expected = [.. info.ParameterSets.Select(set => Line(
            set.Parameters.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name)).Select(parameter => parameter.Name),
            set.Parameters.Where(parameter => parameter.IsMandatory).Select(parameter => parameter.Name))).Order(StringComparer.Ordinal)];
        string[] shown = [.. Items(Help(command), "syntax", "syntaxItem").Select(item =>
        {
            PSObject[] parameters = [.. Flatten(item.Properties["parameter"]?.Value)];
            return Line(
                parameters.Select(parameter => Text(parameter, "name")),
                parameters.Where(parameter => Text(parameter, "required") == "true").Select(parameter => Text(parameter, "name")));
        }).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, shown);

        static string Line(IEnumerable<string> all, IEnumerable<string> mandatory) =>
            string.Join(' ', all.Order(StringComparer.Ordinal)) + " | " + string.Join(' ', mandatory.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_of_each_command_names_inputs_outputs_and_the_online_page(string command)
    {
        PSObject help = Help(command);
        Assert.NotEmpty(Items(help, "inputTypes", "inputType"));
        string[] outputs =
            [.. Items(help, "returnValues", "returnValue").Select(value => Text((PSObject)value.Properties["type"].Value, "name").Trim())];
        Assert.NotEmpty(outputs);
        Assert.All(ModuleCommands.Info(command).OutputType, output => Assert.Contains(output.Name, outputs));
        Assert.Equal($"{Links}{command}.md", Text(Items(help, "relatedLinks", "navigationLink").First(), "uri"));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_page_of_each_command_follows_the_schema_of_platyPS(string command)
    {
        string page = File.ReadAllText(Repository.Path("docs", command + ".md"));
        Assert.Matches(
            @"(?s)^---\nexternal help file: DeviceStatus\.dll-Help\.xml\nModule Name: DeviceStatus\n"
            + $@"online version: .+?\nschema: 2\.0\.0\n---\n\n# {command}\n",
            page);
        foreach (string section in Sections)
        {
            Assert.Matches($@"\n## {section}\n\n[^#\n]|\n## {section}\n\n### ", page);
        }

        Assert.DoesNotMatch(@"\{\{|%[A-Z]\w*%|TODO", page);
    }

    [Fact]
    public void Help_pages_exist_for_each_command_and_for_no_other()
    {
        string[] pages = [.. Directory.EnumerateFiles(Repository.Path("docs"), "*-*.md")
            .Where(
                path => File.ReadLines(path).Skip(1).FirstOrDefault()?.StartsWith("external help file", StringComparison.Ordinal) == true)
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];
        Assert.Equal(ModuleCommands.All, pages);
    }

    [Theory]
    [InlineData("docs", "docs")]
    [InlineData("maml", "out/DeviceStatus/en-US")]
    public void Help_is_what_the_tool_writes_now(string kind, string folder)
    {
        DirectoryInfo fresh = Directory.CreateTempSubdirectory("DeviceStatus-");
        try
        {
            ProcessStartInfo start = new("dotnet", [Repository.Program("DeviceStatus.Help"), kind, fresh.FullName])
            {
                RedirectStandardOutput = true,
            };
            using Process tool = Process.Start(start)!;
            tool.StandardOutput.ReadToEnd();
            tool.WaitForExit();
            Assert.Equal(0, tool.ExitCode);
            FileInfo[] written = fresh.GetFiles();
            Assert.NotEmpty(written);
            Assert.All(
                written, file => Assert.Equal(File.ReadAllText(Repository.Path(folder, file.Name)), File.ReadAllText(file.FullName)));
        }
        finally
        {
            fresh.Delete(recursive: true);
        }
    }

    [Fact]
    public void Help_index_names_every_page()
    {
        string index = File.ReadAllText(Repository.Path("docs", "README.md"));
        Assert.All(
            Directory.EnumerateFiles(Repository.Path("docs"), "*.md").Select(Path.GetFileName).Where(name => name != "README.md"),
            name => Assert.Contains($"({name})", index, StringComparison.Ordinal));
    }

    [Fact]
    public void Project_address_is_in_one_property_and_in_files_that_cannot_be_generated()
    {
        string root = Repository.Root;
        string[] sources = [.. new[] { "src", "tools", "tests", "en-US", "samples", ".github" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(root, "*.ps*1*"))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(path => File.ReadAllText(path).Contains(ProjectAddress, StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))];

        Assert.Equal([".github/ISSUE_TEMPLATE/config.yml"], sources);
        Assert.All(ModuleCommands.All, command => Assert.Contains(
            $"online version: {Links}{command}.md",
            File.ReadAllText(Repository.Path("docs", command + ".md")),
            StringComparison.Ordinal));
    }

    [Fact]
    public void Help_links_between_pages_lead_to_files()
    {
        foreach (string page in Directory.EnumerateFiles(Repository.Path("docs"), "*.md"))
        {
            foreach (string target in Link().Matches(File.ReadAllText(page)).Select(match => match.Groups["target"].Value))
            {
                Assert.True(
                    target.StartsWith("https://", StringComparison.Ordinal)
                        || Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target)),
                    $"{Path.GetFileName(page)} links to {target}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void About_topic_is_found_by_Get_Help(string topic)
    {
        string text = Run("Get-Help $args[0]", topic).Succeeded().Text.Trim();
        Assert.Matches($@"(?s)^TOPIC.*{topic}.*SHORT DESCRIPTION.*LONG DESCRIPTION", text);
        PSObject found = Run("Get-Help \"$($args[0])*\"", topic).Output.Count == 1
            ? new PSObject()
            : Run(
                "(Get-Help \"$($args[0])*\").Where({ $_.Name -eq $args[0] })".Replace(
                    "$args[0] }", $"'{topic}' }}", StringComparison.Ordinal),
                topic).Output[0]!;
        if (found.Properties["Synopsis"] is { } synopsis)
        {
            Assert.Matches(@"^[A-Z].+\.", (string)synopsis.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void About_topic_is_plain_text_of_80_columns_and_names_what_exists(string topic)
    {
        string path = Repository.Path("en-US", topic + ".help.txt");
        Assert.All(File.ReadLines(path), line => Assert.Matches(@"^([\x20-\x7e]{0,79}[\x21-\x7e])?$", line));
        string text = File.ReadAllText(path);
        Assert.All(
            TopicName().Matches(text), match => Assert.True(File.Exists(Repository.Path("en-US", match.Value + ".help.txt")), match.Value));
        Assert.All(CommandName().Matches(text), match => Assert.Contains(match.Value, ModuleCommands.All));
    }

    [GeneratedRegex(@"\]\((?<target>[^)#]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"about_DeviceStatus\w*")]
    private static partial Regex TopicName();

    [GeneratedRegex(@"\b(Get|New|Set|Remove|Connect|Disconnect)-\w*DeviceStatus\w*")]
    private static partial Regex CommandName();

    /// <summary>The parameters that help describes: all but the common ones, with -WhatIf and -Confirm.</summary>
    private static IEnumerable<ParameterMetadata> HelpParameters(string command) =>
        ModuleCommands.Info(command).Parameters.Values.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name));

    private static string Text(PSObject item, string name) => item.Properties[name]?.Value?.ToString() ?? string.Empty;

    private static string Paragraphs(PSObject item, string name) =>
        string.Join(' ', Flatten(item.Properties[name]?.Value).Select(paragraph => Text(paragraph, "Text")));

    private static IEnumerable<PSObject> Items(PSObject help, string list, string name) =>
        help.Properties[list]?.Value is PSObject items ? Flatten(items.Properties[name]?.Value) : [];

    private static IEnumerable<PSObject> Flatten(object? value) => (value as PSObject)?.BaseObject is IEnumerable inner and not string
        ? inner.Cast<object>().Select(PSObject.AsPSObject)
        : value is IEnumerable outer and not string and not PSObject ? outer.Cast<object>().Select(PSObject.AsPSObject)
        : value is null ? [] : [PSObject.AsPSObject(value)];

    private PSObject Help(string command)
    {
        if (!Pages.TryGetValue(command, out PSObject? page))
        {
            page = Assert.Single(Run("Get-Help $args[0] -Full", command).Succeeded().Output)!;
            Pages.Add(command, page);
        }

        return page;
    }
}
