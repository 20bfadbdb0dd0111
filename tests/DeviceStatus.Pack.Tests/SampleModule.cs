using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Pack.Tests;

/// <summary>A small module with one library of a package, as a build writes it, and the result of the restore of that package.</summary>
internal sealed class SampleModule : IDisposable
{
    internal const string Manifest = """
        # A comment.
        @{
            RootModule        = 'Sample.dll'
            ModuleVersion     = '0.1.0'
            Author            = 'It''s us'
            CompanyName       = 'Us'
            Copyright         = 'Ours'
            Description       = 'Does & shows <things>.'
            FormatsToProcess  = @('Sample.Format.ps1xml')
            TypesToProcess    = 'Sample.Types.ps1xml'
            FunctionsToExport = @()
            CmdletsToExport   = @('Get-Thing', 'Set-Thing')
            PrivateData       = @{
                PSData = @{
                    Tags         = @('One', 'PSEdition_Core')
                    ProjectUri   = 'https://example.org/sample'
                    ReleaseNotes = 'Later.'
                }
            }
        }
        """;

    internal const string Notes = "### Added\n\n- It's new, and it’s ‘quoted’.";

    private static readonly byte[] Library = [1, 2, 3, 4];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("devicestatus-");

    internal SampleModule()
    {
        // The root module can be any assembly that has the version of the build.
        Write("module/Sample.dll", File.ReadAllBytes(typeof(Packer).Assembly.Location));
        Write("module/Sample.pdb", "symbols");
        Write("module/Sample.psd1", Manifest);
        Write("module/Sample.Format.ps1xml", "<Configuration />");
        Write("module/Sample.Types.ps1xml", "<Types />");
        Write("module/LICENSE", "MIT License");
        Write(
            "module/CHANGELOG.md",
            $"# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-01-31\n\n{Notes}\n\n## [0.0.9] - 2026-01-01\n\n- Old.\n");
        Write("module/lib/Some.Library.dll", Library);
        Write("packages/some.library/2.3.4/lib/net8.0/Some.Library.dll", Library);
        Write("packages/some.library/2.3.4/THIRD-PARTY-NOTICES.TXT", "Parts by somebody.");
        WriteNuspec("<license type=\"expression\">MIT</license><copyright>© Somebody</copyright>");
        Write("project.assets.json", Assets().ToString());
    }

    internal string Folder => Path.Combine(_folder.FullName, "module");

    internal string OutFolder => Path.Combine(_folder.FullName, "out");

    public void Dispose() => _folder.Delete(recursive: true);

    internal void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    internal void Write(string path, byte[] bytes)
    {
        string full = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    internal void Delete(string path) => File.Delete(Path.Combine(_folder.FullName, path));

    internal void WriteNuspec(string licence) => Write(
        "packages/some.library/2.3.4/some.library.nuspec",
        "<package xmlns=\"http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd\">"
        + $"<metadata><id>Some.Library</id>{licence}</metadata></package>");

    /// <summary>Packs the module.</summary>
    /// <returns>The bytes of each file that was written, by the end of its name.</returns>
    internal Dictionary<string, byte[]> Pack() =>
        Packer.Pack(Folder, OutFolder, Path.Combine(_folder.FullName, "project.assets.json"))
            .ToDictionary(path => Path.GetFileName(path)["Sample.0.1.0".Length..], File.ReadAllBytes, StringComparer.Ordinal);

    /// <summary>Unpacks an archive.</summary>
    internal static Dictionary<string, byte[]> Unpack(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        return zip.Entries.ToDictionary(
            entry => entry.FullName,
            entry =>
            {
                using var content = new MemoryStream();
                using Stream stream = entry.Open();
                stream.CopyTo(content);
                return content.ToArray();
            },
            StringComparer.Ordinal);
    }

    private JObject Assets() => new()
    {
        ["targets"] = new JObject
        {
            ["net8.0"] = new JObject
            {
                ["Some.Library/2.3.4"] = new JObject
                {
                    ["dependencies"] = new JObject { ["In.The.Box"] = "1.0.0" },
                    ["runtime"] = new JObject { ["lib/net8.0/Some.Library.dll"] = new JObject() },
                },
                ["Not.Shipped/1.0.0"] = new JObject(),
            },
        },
        ["libraries"] = new JObject
        {
            ["Some.Library/2.3.4"] = new JObject
            {
                ["sha512"] = Convert.ToBase64String(SHA512.HashData(Library)),
                ["path"] = "some.library/2.3.4",
                ["files"] = new JArray("THIRD-PARTY-NOTICES.TXT", "lib/net8.0/Some.Library.dll", "some.library.nuspec"),
            },
        },
        ["packageFolders"] = new JObject { [Path.Combine(_folder.FullName, "packages")] = new JObject() },
    };
}
