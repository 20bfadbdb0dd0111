using System.Management.Automation.Language;

namespace DeviceStatus.Pack;

/// <summary>The parts of the module's manifest that the package needs, read by the parser of PowerShell.</summary>
internal sealed class ModuleManifest
{
    private static readonly string[] FileProperties = ["FormatsToProcess", "TypesToProcess", "ScriptsToProcess", "FileList"];

    private readonly string _text;
    private readonly HashtableAst _root;
    private readonly HashtableAst _psData;

    /// <summary>Reads a manifest.</summary>
    /// <param name="name">The name of the module.</param>
    /// <param name="text">The text of the file.</param>
    /// <exception cref="PackException">The text is not a manifest, or a value that the package needs is missing.</exception>
    internal ModuleManifest(string name, string text)
    {
        _text = text;
        _root = Parse(text);
        Name = name;
        _psData = Table(Table(_root, "PrivateData"), "PSData");
        if (Find(_psData, "Prerelease") is not null)
        {
            throw new PackException("The manifest has a Prerelease label, which the version of the package would have to carry.");
        }
    }

    internal string Name { get; }

    internal string Version => Text(_root, "ModuleVersion");

    internal string Author => Text(_root, "Author");

    internal string Company => Text(_root, "CompanyName");

    internal string Copyright => Text(_root, "Copyright");

    internal string Description => Text(_root, "Description");

    internal string ProjectUri => Text(_psData, "ProjectUri");

    /// <summary>The address of the icon, if the manifest has one.</summary>
    internal string? IconUri => Find(_psData, "IconUri") is null ? null : Text(_psData, "IconUri");

    internal string ReleaseNotes => Text(_psData, "ReleaseNotes");

    internal IReadOnlyList<string> Tags => Texts(_psData, "Tags");

    internal IReadOnlyList<string> Cmdlets => Texts(_root, "CmdletsToExport");

    /// <summary>The files that the import needs, by their paths in the module.</summary>
    internal IEnumerable<string> NeededFiles =>
        FileProperties
            .SelectMany(name => Find(_root, name) is null ? [] : Texts(_root, name))
            .Append(Text(_root, "RootModule"))
            .Select(path => path.Replace('\\', '/'));

    /// <summary>Returns the text of the manifest with these release notes.</summary>
    internal string WithReleaseNotes(string notes)
    {
        IScriptExtent old = (Find(_psData, "ReleaseNotes") ?? throw Missing("ReleaseNotes")).Extent;
        return string.Concat(
            _text.AsSpan(0, old.StartOffset),
            $"'{CodeGeneration.EscapeSingleQuotedStringContent(notes)}'",
            _text.AsSpan(old.EndOffset));
    }

    private static HashtableAst Parse(string text)
    {
        ScriptBlockAst script = Parser.ParseInput(text, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            throw new PackException($"The manifest, line {errors[0].Extent.StartLineNumber}: {errors[0].Message}");
        }

        if (script.EndBlock.Statements is not [PipelineAst pipeline] || pipeline.GetPureExpression() is not HashtableAst table)
        {
            throw new PackException("The manifest must be one hashtable and nothing else.");
        }

        return table;
    }

    private static PackException Missing(string name) => new($"The manifest has no {name}.");

    private static ExpressionAst? Find(HashtableAst table, string name) =>
        table.KeyValuePairs
            .Where(pair => pair.Item1 is StringConstantExpressionAst key
                && string.Equals(key.Value, name, StringComparison.OrdinalIgnoreCase))
            .Select(pair => (pair.Item2 as PipelineAst)?.GetPureExpression())
            .FirstOrDefault();

    private static HashtableAst Table(HashtableAst table, string name) =>
        Find(table, name) as HashtableAst ?? throw new PackException($"The manifest has no {name}, or it is not a hashtable.");

    private static string Text(HashtableAst table, string name) =>
        Value(table, name) as string ?? throw new PackException($"The manifest's {name} is not a string.");

    private static IReadOnlyList<string> Texts(HashtableAst table, string name) => Value(table, name) switch
    {
        string one => [one],
        object[] all when all.All(item => item is string) => [.. all.Cast<string>()],
        _ => throw new PackException($"The manifest's {name} is not a list of strings."),
    };

    private static object Value(HashtableAst table, string name)
    {
        ExpressionAst value = Find(table, name) ?? throw Missing(name);
        try
        {
            return value.SafeGetValue();
        }
        catch (InvalidOperationException)
        {
            throw new PackException(
                $"The manifest, line {value.Extent.StartLineNumber}: {name} is not a constant, but {value.Extent.Text}.");
        }
    }
}
