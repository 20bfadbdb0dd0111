using System.Xml.Linq;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Tests.Support;

namespace DeviceStatus.Tests.Commands;

/// <summary>What a collection of <see cref="GraphSchema"/> needs besides its descriptor. CONTRIBUTING prints the same list.</summary>
internal static class CollectionParts
{
    private static readonly string Manifest = Read("DeviceStatus.psd1");
    private static readonly string Readme = Read("README.md");
    private static readonly string Index = Read("docs/README.md");
    private static readonly string Topic = Read("en-US/about_DeviceStatus.help.txt");

    // The runbooks that take the name of a command.
    private static readonly List<string> Runbooks = [.. Directory.EnumerateFiles(RepositoryFolder.PathOf("samples", "runbooks"), "*.ps1")
        .Where(path => File.ReadAllText(path).Contains($"'Set-{GraphSchema.IosUpdateDeviceStatus.Noun}'", StringComparison.Ordinal))];

    private static readonly HashSet<string> Views = Directory.EnumerateFiles(RepositoryFolder.Root, "*.Format.ps1xml")
        .SelectMany(path => XDocument.Load(path).Descendants("ViewSelectedBy").Elements("TypeName").Select(name => name.Value))
        .ToHashSet(StringComparer.Ordinal);

    private static readonly List<string> SampleHeaders =
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "samples"), "*.csv")
        .Select(path => File.ReadLines(path).First())];

    /// <summary>The parts that a collection lacks, each as the file to edit and what to add.</summary>
    internal static IEnumerable<string> Missing(ResourceDescriptor resource)
    {
        foreach (string verb in Verbs(resource))
        {
            string cmdlet = $"{verb}-{resource.Noun}";
            if (!ModuleTypes.Cmdlets.ContainsKey(cmdlet))
            {
                yield return $"src/DeviceStatus/Commands/{resource.Noun}Commands.cs: the cmdlet {cmdlet}";
            }

            if (!Manifest.Contains($"'{cmdlet}'", StringComparison.Ordinal))
            {
                yield return $"DeviceStatus.psd1: '{cmdlet}' in CmdletsToExport";
            }

            if (!File.Exists(Path.Combine(RepositoryFolder.Root, "docs", cmdlet + ".md")))
            {
                yield return $"docs/{cmdlet}.md: run ./build.sh help";
            }
        }

        if (ModuleTypes.Module.GetType("DeviceStatus." + resource.Noun) is null)
        {
            yield return $"src/DeviceStatus/{resource.Noun}.cs: the type that Get-Member and -is name";
        }

        if (!Views.Contains("DeviceStatus." + resource.Noun))
        {
            yield return $"DeviceStatus.Format.ps1xml: a view for DeviceStatus.{resource.Noun}";
        }

        if (!File.Exists(Path.Combine(RepositoryFolder.Root, "tools", "DeviceStatus.Help", "Text", "nouns", resource.Noun + ".md")))
        {
            yield return $"tools/DeviceStatus.Help/Text/nouns/{resource.Noun}.md: the texts of the noun";
        }

        if (!Index.Contains($"(Get-{resource.Noun}.md)", StringComparison.Ordinal))
        {
            yield return $"docs/README.md: a row for {resource.Noun}";
        }

        foreach (string part in resource.Operations == ResourceOperations.Read ? [] : MissingOfWritable(resource))
        {
            yield return part;
        }
    }

    private static IEnumerable<string> MissingOfWritable(ResourceDescriptor resource)
    {
        if (!Readme.Contains($"`{resource.Noun}`", StringComparison.Ordinal))
        {
            yield return $"README.md: a row for {resource.Noun}";
        }

        if (!Topic.Contains($"    {resource.Noun} ", StringComparison.Ordinal))
        {
            yield return $"en-US/about_DeviceStatus.help.txt: a row for {resource.Noun}";
        }

        foreach (string runbook
            in Runbooks.Where(runbook => !File.ReadAllText(runbook).Contains($"'Set-{resource.Noun}'", StringComparison.Ordinal)))
        {
            yield return $"samples/runbooks/{Path.GetFileName(runbook)}: 'Set-{resource.Noun}' among the commands";
        }

        string column = resource.ParentParameter ?? "InstallStatus";
        if (!SampleHeaders.Exists(header => header.Contains(column, StringComparison.Ordinal)))
        {
            yield return $"samples/: a CSV file with the column {column}";
        }
    }

    /// <summary>The verbs that a collection has.</summary>
    internal static IEnumerable<string> Verbs(ResourceDescriptor resource) =>
        resource.Operations == ResourceOperations.Read ? ["Get"] : ["Get", "New", "Set", "Remove"];

    private static string Read(string file) => File.ReadAllText(Path.Combine(RepositoryFolder.Root, file));
}
