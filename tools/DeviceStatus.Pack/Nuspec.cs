using System.Xml.Linq;

namespace DeviceStatus.Pack;

/// <summary>Writes the description of the package for repositories.</summary>
internal static class Nuspec
{
    // The PowerShell Gallery takes no more than this many characters of tags.
    private const int TagLimit = 4000;

    private static readonly XNamespace Schema = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";

    /// <summary>Makes the description.</summary>
    internal static PackageFile Write(ModuleManifest manifest, string releaseNotes) =>
        Xml(manifest.Name + ".nuspec", new XElement(Schema + "package", new XElement(
            Schema + "metadata",
            new XElement(Schema + "id", manifest.Name),
            new XElement(Schema + "version", manifest.Version),
            new XElement(Schema + "authors", manifest.Author),
            new XElement(Schema + "owners", manifest.Company),
            new XElement(Schema + "requireLicenseAcceptance", "false"),
            new XElement(Schema + "license", new XAttribute("type", "expression"), "MIT"),
            new XElement(Schema + "licenseUrl", "https://licenses.nuget.org/MIT"),
            new XElement(Schema + "projectUrl", manifest.ProjectUri),
            new XElement(Schema + "description", manifest.Description),
            new XElement(Schema + "releaseNotes", releaseNotes),
            new XElement(Schema + "copyright", manifest.Copyright),
            new XElement(Schema + "tags", string.Join(' ', Tags(manifest))))));

    /// <summary>
    /// The tags of the manifest and those by which repositories find modules and commands. Where they do not all fit, the ones that say
    /// a second time that a command is a cmdlet are left out; a search for a command needs the others.
    /// </summary>
    /// <exception cref="PackException">Even then they do not fit.</exception>
    internal static IReadOnlyList<string> Tags(ModuleManifest manifest)
    {
        string[] commands = [.. manifest.Cmdlets.Select(name => "PSCommand_" + name)];
        string[] needed = [.. manifest.Tags.Append("PSModule").Append("PSIncludes_Cmdlet").Concat(commands).Distinct(StringComparer.OrdinalIgnoreCase)];
        string[] all = [.. needed, .. manifest.Cmdlets.Select(name => "PSCmdlet_" + name)];
        return Fits(all) ? all
            : Fits(needed) ? needed
            : throw new PackException($"The tags have more than {TagLimit} characters; take some out of the manifest.");
    }

    /// <summary>Makes a file of an XML element.</summary>
    internal static PackageFile Xml(string path, XElement root) =>
        PackageFile.FromText(path, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + root + "\n");

    private static bool Fits(string[] tags) => string.Join(' ', tags).Length <= TagLimit;
}
