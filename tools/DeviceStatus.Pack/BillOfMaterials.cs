using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Pack;

/// <summary>
/// Writes the bill of materials as CycloneDX 1.5: every file with its hash, below its NuGet package. It contains no time and no random
/// number, so that the same content gives the same file.
/// </summary>
internal static class BillOfMaterials
{
    /// <summary>Creates the bill of materials.</summary>
    /// <param name="manifest">The module's manifest.</param>
    /// <param name="files">Every file except the bill of materials.</param>
    /// <param name="packages">The packages of the third-party files.</param>
    internal static PackageFile Write(ModuleManifest manifest, IReadOnlyList<PackageFile> files, IReadOnlyList<ShippedPackage> packages)
    {
        Dictionary<string, PackageFile> own = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        JArray libraries = [.. packages.Select(package => Library(package, package.Files.Select(path => Take(own, path))))];
        string self = $"pkg:nuget/{manifest.Name}@{manifest.Version}";
        JObject module = Component("application", manifest.Name, manifest.Version, self, "MIT");
        module["description"] = manifest.Description;
        module["copyright"] = manifest.Copyright;
        module["components"] = new JArray(own.Values.OrderBy(file => file.Path, StringComparer.Ordinal).Select(FileComponent));

        var bill = new JObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.5",
            ["version"] = 1,
            ["metadata"] = new JObject { ["component"] = module },
            ["components"] = libraries,
            ["dependencies"] = Dependencies(self, packages),
        };
        return PackageFile.FromText(manifest.Name + ".cdx.json", bill.ToString(Formatting.Indented) + "\n");
    }

    private static PackageFile Take(Dictionary<string, PackageFile> files, string path) =>
        files.Remove(path, out PackageFile? file) ? file : throw new InvalidOperationException($"'{path}' belongs to two packages.");

    private static JObject Library(ShippedPackage package, IEnumerable<PackageFile> files)
    {
        JObject component = Component("library", package.Id, package.Version, package.Purl, package.Licence);
        component["hashes"] = Hash("SHA-512", package.Sha512);
        if (package.Copyright is not null)
        {
            component["copyright"] = package.Copyright;
        }

        component["components"] = new JArray(files.Select(FileComponent));
        return component;
    }

    private static JObject Component(string type, string name, string version, string purl, string licence) => new()
    {
        ["type"] = type,
        ["bom-ref"] = purl,
        ["name"] = name,
        ["version"] = version,
        ["purl"] = purl,
        ["licenses"] = new JArray(new JObject { ["license"] = new JObject { ["id"] = licence } }),
    };

    private static JObject FileComponent(PackageFile file) => new()
    {
        ["type"] = "file",
        ["name"] = file.Path,
        ["hashes"] = Hash("SHA-256", file.Sha256),
    };

    private static JArray Hash(string algorithm, string content) => [new JObject { ["alg"] = algorithm, ["content"] = content }];

    // A dependency that is part of .NET is not shipped, and not listed.
    private static JArray Dependencies(string self, IReadOnlyList<ShippedPackage> packages)
    {
        Dictionary<string, string> shipped =
            packages.ToDictionary(package => package.Id, package => package.Purl, StringComparer.OrdinalIgnoreCase);
        JArray all = [Node(self, packages.Select(package => package.Id))];
        foreach (ShippedPackage package in packages)
        {
            all.Add(Node(package.Purl, package.Dependencies));
        }

        return all;

        JObject Node(string from, IEnumerable<string> to) => new()
        {
            ["ref"] = from,
            ["dependsOn"] = new JArray(to.Where(shipped.ContainsKey).Select(name => shipped[name]).Order(StringComparer.Ordinal)),
        };
    }
}
