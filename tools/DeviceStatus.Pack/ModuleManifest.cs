namespace DeviceStatus.Pack;

/// <summary>What a package takes from the module's manifest.</summary>
internal sealed class ModuleManifest
{
    private readonly string _text;
    private readonly ManifestTable _root;
    private readonly ManifestTable _psData;

    /// <summary>Reads a manifest.</summary>
    /// <param name="name">The name of the module.</param>
    /// <param name="text">The text of the file.</param>
    /// <exception cref="PackException">It is none, or lacks what a package needs.</exception>
    internal ModuleManifest(string name, string text)
    {
        _text = text;
        _root = ManifestParser.Parse(text);
        Name = name;
        _psData = Find<ManifestTable>(Find<ManifestTable>(_root, "PrivateData"), "PSData");
        if (_psData.Entries.ContainsKey("Prerelease"))
        {
            throw new PackException("The manifest has a Prerelease label, which the version of the package would have to carry.");
        }
    }

    internal string Name { get; }

    internal string Version => Text("ModuleVersion");

    internal string Author => Text("Author");

    internal string Company => Text("CompanyName");

    internal string Copyright => Text("Copyright");

    internal string Description => Text("Description");

    internal string ProjectUri => Find<ManifestText>(_psData, "ProjectUri").Text;

    internal IReadOnlyList<string> Tags => Texts(_psData, "Tags");

    internal IReadOnlyList<string> Cmdlets => Texts(_root, "CmdletsToExport");

    /// <summary>The files that the import needs, by their paths in the module.</summary>
    internal IEnumerable<string> NeededFiles => Texts(_root, "FormatsToProcess").Append(Text("RootModule")).Select(path => path.Replace('\\', '/'));

    /// <summary>Gives the text of the manifest with these release notes.</summary>
    internal string WithReleaseNotes(string notes)
    {
        ManifestText old = Find<ManifestText>(_psData, "ReleaseNotes");
        return string.Concat(_text.AsSpan(0, old.Start), ManifestParser.Quote(notes), _text.AsSpan(old.End));
    }

    private static T Find<T>(ManifestTable table, string name)
        where T : ManifestValue =>
        table.Entries.TryGetValue(name, out ManifestValue? value) && value is T found
            ? found
            : throw new PackException($"The manifest has no {name}, or one of another kind than {typeof(T).Name["Manifest".Length..].ToLowerInvariant()}.");

    private static IReadOnlyList<string> Texts(ManifestTable table, string name) =>
        [.. Find<ManifestArray>(table, name).Items.OfType<ManifestText>().Select(item => item.Text)];

    private string Text(string name) => Find<ManifestText>(_root, name).Text;
}
