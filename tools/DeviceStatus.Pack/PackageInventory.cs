using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NuGet.Packaging;

namespace DeviceStatus.Pack;

/// <summary>Finds the package of each library of the module in the result of the restore.</summary>
internal sealed class PackageInventory
{
    private const string LibraryFolder = "lib/";

    private readonly JObject _assets;
    private readonly string[] _packageFolders;

    private PackageInventory(JObject assets)
    {
        _assets = assets;
        _packageFolders = [.. ((JObject)assets["packageFolders"]!).Properties().Select(folder => folder.Name)];
    }

    /// <summary>Lists the packages of which files are shipped, ordered by name.</summary>
    /// <param name="assetsFile">The <c>project.assets.json</c> of the module's project.</param>
    /// <param name="files">The files of the module.</param>
    /// <exception cref="PackException">A library belongs to no known package, or differs from the file in its package.</exception>
    internal static IReadOnlyList<ShippedPackage> Read(string assetsFile, IReadOnlyList<PackageFile> files)
    {
        if (!File.Exists(assetsFile))
        {
            throw new PackException($"'{assetsFile}' does not exist. Build the module first.");
        }

        using var reader = new JsonTextReader(File.OpenText(assetsFile)) { DateParseHandling = DateParseHandling.None };
        return new PackageInventory(JObject.Load(reader)).List(files);
    }

    private IReadOnlyList<ShippedPackage> List(IReadOnlyList<PackageFile> files)
    {
        Dictionary<string, PackageFile> unexplained = files
            .Where(file => file.Path.StartsWith(LibraryFolder, StringComparison.Ordinal) && !IsOurs(file.Path))
            .ToDictionary(file => file.Path, StringComparer.Ordinal);
        var packages = new List<ShippedPackage>();
        foreach (JProperty entry in ((JObject)((JProperty)_assets["targets"]!.First!).Value).Properties())
        {
            string[] shipped = [.. Shipped(entry, unexplained)];
            if (shipped.Length > 0)
            {
                packages.Add(Describe(entry, shipped));
            }
        }

        return unexplained.Count == 0
            ? [.. packages.OrderBy(package => package.Id, StringComparer.Ordinal)]
            : throw new PackException(
                $"'{unexplained.Keys.Order(StringComparer.Ordinal).First()}' comes from no restored package. "
                + "Delete the module's folder and build again.");
    }

    private static bool IsOurs(string path) => Path.GetFileName(path).StartsWith("DeviceStatus.", StringComparison.Ordinal);

    private IEnumerable<string> Shipped(JProperty entry, Dictionary<string, PackageFile> unexplained)
    {
        foreach (JProperty asset in (entry.Value["runtime"] as JObject)?.Properties() ?? [])
        {
            string path = LibraryFolder + Path.GetFileName(asset.Name);
            if (unexplained.Remove(path, out PackageFile? file))
            {
                string origin = Path.Combine(FolderOf(entry.Name), asset.Name);
                if (!File.ReadAllBytes(origin).AsSpan().SequenceEqual(file.Bytes))
                {
                    throw new PackException($"'{path}' is not the file of {entry.Name}. Build the module again.");
                }

                yield return path;
            }
        }
    }

    private ShippedPackage Describe(JProperty entry, string[] shipped)
    {
        string folder = FolderOf(entry.Name);
        string[] content = [.. _assets["libraries"]![entry.Name]!["files"]!.Values<string>()!];
        var nuspec = new NuspecReader(Path.Combine(folder, content.Single(IsNuspec)));
        LicenseMetadata? licence = nuspec.GetLicenseMetadata();
        string? Text(params string[] names) =>
            content.FirstOrDefault(file => names.Contains(file, StringComparer.OrdinalIgnoreCase)) is { } file
                ? File.ReadAllText(Path.Combine(folder, file)).ReplaceLineEndings("\n").Trim()
                : null;

        string? licenceText = Text(licence?.Type == LicenseType.File ? licence.License : "LICENSE", "LICENSE.txt", "LICENSE.md");
        string[] name = entry.Name.Split('/');
        return new ShippedPackage(
            name[0],
            name[1],
            PackageFile.Hex(Convert.FromBase64String((string)_assets["libraries"]![entry.Name]!["sha512"]!)),
            licence?.Type == LicenseType.Expression ? licence.License : Licences.Recognise(entry.Name, licenceText),
            licenceText,
            Text("THIRD-PARTY-NOTICES.txt", "ThirdPartyNotices.txt", "NOTICE", "NOTICE.txt"),
            NotEmpty(nuspec.GetCopyright()),
            NotEmpty(nuspec.GetProjectUrl()),
            shipped,
            [.. (entry.Value["dependencies"] as JObject)?.Properties().Select(dependency => dependency.Name) ?? []]);
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static bool IsNuspec(string file) => file.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase);

    private string FolderOf(string library)
    {
        string path = (string)_assets["libraries"]![library]!["path"]!;
        return _packageFolders.Select(folder => Path.Combine(folder, path)).FirstOrDefault(Directory.Exists)
            ?? throw new PackException(
                $"The package {library} is in none of the package folders {string.Join(", ", _packageFolders)}. Restore again.");
    }
}
