using System.Text.RegularExpressions;

namespace DeviceStatus.Build.Tests;

/// <summary>
/// Follows "Adding a collection" of CONTRIBUTING in a copy of the sources. It takes minutes, so it runs only with
/// <c>./build.sh test --recipe</c>.
/// </summary>
public sealed partial class RecipeTests
{
    private const string Noun = "DeviceConfigurationSharedDeviceStatus";
    private const string Template = "DeviceConfigurationDeviceStatus";

    private static readonly string[] Suites = ["DeviceStatus.Tests", "DeviceStatus.Sandbox.Tests", "DeviceStatus.Module.Tests"];
    private static readonly Repository Repository = Repository.Find(AppContext.BaseDirectory);

    // What the list of CONTRIBUTING names, and how each of it is done for the collection of this test.
    private static readonly Dictionary<string, Action<TreeCopy, string>> Edits = new(StringComparer.Ordinal)
    {
        ["src/DeviceStatus.Graph/Schema/GraphSchema.cs"] = (copy, path) => copy.Edit(path, AddDescriptor),
        ["src/DeviceStatus/Commands/<Noun>Commands.cs"] = (copy, path) => copy.Derive(Of(path, Noun), Of(path, Template), Rename),
        ["src/DeviceStatus/<Noun>.cs"] = (copy, path) => copy.Derive(Of(path, Noun), Of(path, Template), Rename),
        ["DeviceStatus.psd1"] = (copy, path) => copy.Edit(path, text => RepeatLines(text, "'Get-", "'New-", "'Set-", "'Remove-")),
        ["DeviceStatus.Format.ps1xml"] = (copy, path) => copy.Edit(path, text => RepeatLines(text, "<TypeName>DeviceStatus.")),
        ["tools/DeviceStatus.Help/Text/nouns/<Noun>.md"] = (copy, path) => copy.Derive(Of(path, Noun), Of(path, Template), Rename),
        ["README.md"] = (copy, path) => copy.Edit(path, text => RepeatLines(text, "| `")),
        ["docs/README.md"] = (copy, path) => copy.Edit(path, text => RepeatLines(text, "| of device configurations ")),
        ["en-US/about_DeviceStatus.help.txt"] = (copy, path) => copy.Edit(path, AddToTopic),
        ["samples/runbooks/"] = (copy, path) => AddToRunbooks(copy, path),
        ["samples/<name>.csv"] = (copy, path) => copy.Derive(
            path.Replace("<name>", "shared-device-statuses", StringComparison.Ordinal),
            path.Replace("<name>", "device-configuration-statuses", StringComparison.Ordinal),
            text => text),
    };

    [Fact]
    public void Contributing_lists_the_files_that_the_recipe_changes()
    {
        string contributing = File.ReadAllText(Repository.PathOf("CONTRIBUTING.md"));
        Match section = Section().Match(contributing);
        Assert.True(section.Success, "CONTRIBUTING.md has no section 'Adding a collection'.");
        IEnumerable<string> listed =
            Step().Matches(section.Value).SelectMany(step => FilePath().Matches(step.Value)).Select(path => path.Groups["path"].Value);
        Assert.Equal(Edits.Keys.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact(Explicit = true)]
    public async Task Contributing_list_adds_a_collection_that_builds_and_passes_the_tests()
    {
        using TreeCopy copy = TreeCopy.Create(Repository);
        foreach ((string path, Action<TreeCopy, string> edit) in Edits)
        {
            edit(copy, path);
        }

        foreach (string project in Suites)
        {
            string file = copy.Repository.PathOf("tests", project);
            await copy.RunAsync("build", file, "--configuration", Repository.Configuration, "--verbosity", "quiet", "-nologo");
        }

        await copy.RunAsync(copy.Repository.Assembly("DeviceStatus.Help"), "docs", copy.Repository.PathOf("docs"));
        Assert.True(
            File.Exists(copy.Repository.PathOf("docs", $"Remove-{Noun}.md")),
            "The module of the copy has no cmdlets of the new collection.");
        foreach (string project in Suites)
        {
            await copy.RunAsync(copy.Repository.Assembly(project), "-noColor", "-noLogo");
        }
    }

    private static string Of(string path, string noun) => path.Replace("<Noun>", noun, StringComparison.Ordinal);

    private static string Rename(string text) => text
        .Replace(Template, Noun, StringComparison.Ordinal)
        .Replace(char.ToLowerInvariant(Template[0]) + Template[1..], char.ToLowerInvariant(Noun[0]) + Noun[1..], StringComparison.Ordinal);

    /// <summary>Repeats for the new collection each line that begins so and names the collection of the template.</summary>
    private static string RepeatLines(string text, params string[] starts) => string.Join(
        '\n',
        text.Split('\n').SelectMany(line =>
            Array.Exists(starts, start => line.TrimStart().StartsWith(start, StringComparison.Ordinal)) && TemplateName().IsMatch(line)
                ? new[] { line, Rename(line) }
                : [line]));

    /// <summary>The table of the topic has a fixed width.</summary>
    private static string AddToTopic(string text) =>
        RepeatLines(text, Template + " ").Replace(Noun + new string(' ', Noun.Length - Template.Length), Noun, StringComparison.Ordinal);

    private static string AddDescriptor(string text)
    {
        string listed = RepeatLines(text, Template + ",");
        return listed.Replace(
            "    /// <summary>Every resource with a path.</summary>",
            $"""
                /// <summary>Device statuses of the shared devices of a device configuration profile.</summary>
                public static ResourceDescriptor {Noun} {"{ get; }"} = StatusesBelow(
                    PolicySchema.DeviceConfiguration,
                    "SharedDeviceStatus",
                    "deviceConfigurationSharedDeviceStatus",
                    EntityProperties.Device);

                /// <summary>Every resource with a path.</summary>
            """,
            StringComparison.Ordinal);
    }

    private static void AddToRunbooks(TreeCopy copy, string folder)
    {
        foreach (string file in Directory.EnumerateFiles(copy.Repository.PathOf(folder), "*.ps1")
            .Where(file => File.ReadAllText(file).Contains($"'Set-{Template}'", StringComparison.Ordinal)))
        {
            copy.Edit(
                Path.GetRelativePath(copy.Repository.Root, file),
                text => text.Replace($"'Set-{Template}', ", $"'Set-{Template}', 'Set-{Noun}', ", StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"^## Adding a collection\n.*?(?=^## )", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^\d+\. .*?(?=^\d+\. |^\s*$)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Step();

    [GeneratedRegex(@"`(?<path>[\w./<>-]*(?:/|\.(?:cs|md|csv|txt|psd1|ps1xml)))`", RegexOptions.ExplicitCapture)]
    private static partial Regex FilePath();

    [GeneratedRegex(@"\bDeviceConfigurationDeviceStatus\b")]
    private static partial Regex TemplateName();
}
