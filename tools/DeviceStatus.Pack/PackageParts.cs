using System.Xml.Linq;

namespace DeviceStatus.Pack;

/// <summary>Writes what makes an archive an Open Packaging Conventions package: content types, relations, core properties.</summary>
internal static class PackageParts
{
    private static readonly XNamespace Types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private static readonly XNamespace Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private static readonly XNamespace Core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    private static readonly XNamespace Dublin = "http://purl.org/dc/elements/1.1/";

    /// <summary>Makes the parts for a package of these files and this description.</summary>
    internal static IEnumerable<PackageFile> Write(ModuleManifest manifest, PackageFile nuspec, IEnumerable<PackageFile> files)
    {
        PackageFile properties = CoreProperties(manifest, nuspec);
        PackageFile relations = Nuspec.Xml("_rels/.rels", new XElement(
            Relations + "Relationships",
            Relation("http://schemas.microsoft.com/packaging/2010/07/manifest", nuspec),
            Relation("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", properties)));
        return [properties, relations, ContentTypes([.. files, nuspec, properties, relations])];
    }

    // Named and numbered after the content where NuGet draws lots.
    private static PackageFile CoreProperties(ModuleManifest manifest, PackageFile nuspec) =>
        Nuspec.Xml($"package/services/metadata/core-properties/{nuspec.Sha256[..32]}.psmdcp", new XElement(
            Core + "coreProperties",
            new XAttribute(XNamespace.Xmlns + "dc", Dublin),
            new XElement(Dublin + "creator", manifest.Author),
            new XElement(Dublin + "description", manifest.Description),
            new XElement(Dublin + "identifier", manifest.Name),
            new XElement(Core + "version", manifest.Version),
            new XElement(Core + "keywords", string.Join(' ', manifest.Tags))));

    private static XElement Relation(string type, PackageFile target) => new(
        Relations + "Relationship",
        new XAttribute("Type", type),
        new XAttribute("Target", "/" + target.Path),
        new XAttribute("Id", "R" + target.Sha256[..16].ToUpperInvariant()));

    private static PackageFile ContentTypes(IReadOnlyList<PackageFile> files)
    {
        ILookup<string, PackageFile> byExtension = files.ToLookup(file => Path.GetExtension(file.Path).TrimStart('.').ToLowerInvariant());
        IEnumerable<XElement> defaults = byExtension.Select(group => group.Key).Where(extension => extension.Length > 0).Order(StringComparer.Ordinal)
            .Select(extension => new XElement(Types + "Default", new XAttribute("Extension", extension), new XAttribute("ContentType", TypeOf(extension))));
        IEnumerable<XElement> overrides = byExtension[""].Select(file => file.Path).Order(StringComparer.Ordinal)
            .Select(path => new XElement(Types + "Override", new XAttribute("PartName", "/" + path), new XAttribute("ContentType", "application/octet")));
        return Nuspec.Xml("[Content_Types].xml", new XElement(Types + "Types", defaults, overrides));
    }

    private static string TypeOf(string extension) => extension switch
    {
        "rels" => "application/vnd.openxmlformats-package.relationships+xml",
        "psmdcp" => "application/vnd.openxmlformats-package.core-properties+xml",
        _ => "application/octet",
    };
}
