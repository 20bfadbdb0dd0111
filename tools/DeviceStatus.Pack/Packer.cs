using System.Reflection;

namespace DeviceStatus.Pack;

/// <summary>Creates the package, the archive of the symbols and the bill of materials from the module's folder.</summary>
internal static class Packer
{
    /// <summary>Packs a module.</summary>
    /// <param name="moduleFolder">The folder of the built module. It is not changed.</param>
    /// <param name="outFolder">The folder of the package.</param>
    /// <param name="assetsFile">The <c>project.assets.json</c> of the module's project.</param>
    /// <returns>The paths of the written files.</returns>
    /// <exception cref="PackException">The module is not complete or not consistent.</exception>
    internal static IReadOnlyList<string> Pack(string moduleFolder, string outFolder, string assetsFile)
    {
        IReadOnlyList<PackageFile> found = PackageFile.ReadFolder(moduleFolder);
        PackageFile manifestFile = found.SingleOrDefault(IsManifest)
            ?? throw new PackException($"'{moduleFolder}' is not a module: it must have exactly one manifest.");
        string manifestText = Text(manifestFile);
        var manifest = new ModuleManifest(Path.GetFileNameWithoutExtension(manifestFile.Path), manifestText);
        Changelog changelog = Changelog.Read(Text(Need(found, "CHANGELOG.md")));
        Check(manifest, changelog, found, moduleFolder);

        ILookup<bool, PackageFile> bySymbols = found.ToLookup(file => file.Path.EndsWith(".pdb", StringComparison.Ordinal));
        IReadOnlyList<ShippedPackage> packages = PackageInventory.Read(assetsFile, [.. bySymbols[false]]);
        List<PackageFile> files =
        [
            .. bySymbols[false].Where(file => file != manifestFile).Select(file => PackagedReadme.Convert(file, manifest.ProjectUri)),
            PackageFile.FromText(manifestFile.Path, manifest.WithReleaseNotes(changelog.Notes)),
            ThirdPartyNotices.Write(packages),
        ];
        PackageFile bill = BillOfMaterials.Write(manifest, files, packages);
        files.Add(bill);

        string name = $"{manifest.Name}.{manifest.Version}";
        return
        [
            Save(outFolder, name + ".nupkg", NuGetPackage.Write(manifest, changelog.Notes, files, changelog.Date)),
            Save(outFolder, name + ".symbols.zip", StableZip.Write(bySymbols[true], changelog.Date)),
            Save(outFolder, name + ".cdx.json", bill.Bytes),
        ];
    }

    private static void Check(ModuleManifest manifest, Changelog changelog, IReadOnlyList<PackageFile> files, string moduleFolder)
    {
        if (changelog.Version != manifest.Version)
        {
            throw new PackException(
                $"CHANGELOG.md begins with {changelog.Version}, but the manifest says {manifest.Version}. "
                + "Both must name the version that is packed.");
        }

        foreach (string path in manifest.NeededFiles.Append("LICENSE"))
        {
            PackageFile file = Need(files, path);
            if (path.EndsWith(".dll", StringComparison.Ordinal)
                && AssemblyName.GetAssemblyName(Path.Combine(moduleFolder, path)).Version?.ToString(3) is { } version
                && version != manifest.Version)
            {
                throw new PackException(
                    $"{file.Path} has version {version}, but the manifest says {manifest.Version}. Correct Directory.Build.props.");
            }
        }
    }

    private static bool IsManifest(PackageFile file) =>
        !file.Path.Contains('/', StringComparison.Ordinal) && file.Path.EndsWith(".psd1", StringComparison.Ordinal);

    private static PackageFile Need(IReadOnlyList<PackageFile> files, string path) =>
        files.FirstOrDefault(file => file.Path == path) ?? throw new PackException($"The module has no {path}.");

    private static string Text(PackageFile file)
    {
        using var reader = new StreamReader(new MemoryStream(file.Bytes));
        return reader.ReadToEnd();
    }

    private static string Save(string folder, string name, byte[] bytes)
    {
        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
