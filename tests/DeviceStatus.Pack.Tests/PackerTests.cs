using System.Text;
using System.Xml.Linq;

namespace DeviceStatus.Pack.Tests;

public sealed class PackerTests
{
    [Fact]
    public void Pack_same_module_in_another_folder_and_at_another_time_gives_the_same_bytes()
    {
        using var one = new SampleModule();
        using var other = new SampleModule();
        File.SetLastWriteTimeUtc(Path.Combine(other.Folder, "LICENSE"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        Dictionary<string, byte[]> first = one.Pack(), second = other.Pack();

        Assert.Equal([".cdx.json", ".nupkg", ".symbols.zip"], first.Keys.Order(StringComparer.Ordinal));
        Assert.All(first, written => Assert.Equal(written.Value, second[written.Key]));
    }

    [Fact]
    public void Pack_module_with_symbols_writes_them_to_an_archive_of_their_own()
    {
        using var module = new SampleModule();
        Dictionary<string, byte[]> written = module.Pack();

        Assert.Equal(["Sample.pdb"], SampleModule.Unpack(written[".symbols.zip"]).Keys);
        Assert.DoesNotContain("Sample.pdb", SampleModule.Unpack(written[".nupkg"]).Keys);
    }

    [Fact]
    public void Pack_release_notes_are_the_newest_section_of_the_changelog()
    {
        using var module = new SampleModule();
        Dictionary<string, byte[]> content = SampleModule.Unpack(module.Pack()[".nupkg"]);
        var packed = new ModuleManifest("Sample", Encoding.UTF8.GetString(content["Sample.psd1"]));

        Assert.Equal(SampleModule.Notes, packed.ReleaseNotes);
        Assert.Equal(SampleModule.Notes, Metadata(content)["releaseNotes"]);
        Assert.Equal(SampleModule.Manifest, File.ReadAllText(Path.Combine(module.Folder, "Sample.psd1")));
    }

    [Fact]
    public void Pack_nuspec_has_the_values_of_the_manifest()
    {
        using var module = new SampleModule();
        Dictionary<string, string> metadata = Metadata(SampleModule.Unpack(module.Pack()[".nupkg"]));

        Assert.Equal("Sample", metadata["id"]);
        Assert.Equal("0.1.0", metadata["version"]);
        Assert.Equal("It's us", metadata["authors"]);
        Assert.Equal("Does & shows <things>.", metadata["description"]);
        Assert.Equal(
            "One PSEdition_Core PSModule PSIncludes_Cmdlet PSCommand_Get-Thing PSCommand_Set-Thing PSCmdlet_Get-Thing PSCmdlet_Set-Thing",
            metadata["tags"]);
    }

    [Fact]
    public void Pack_readme_has_absolute_links_in_the_package()
    {
        using var module = new SampleModule();
        File.WriteAllText(
            Path.Combine(module.Folder, "README.md"),
            "![A picture](docs/images/a.png) [Guide](docs/guide.md) [Other](https://example.org/x) [Below](#below)");

        Dictionary<string, byte[]> content = SampleModule.Unpack(module.Pack()[".nupkg"]);

        string uri = new ModuleManifest("Sample", SampleModule.Manifest).ProjectUri;
        Assert.Equal(
            $"![A picture]({uri}/raw/main/docs/images/a.png) [Guide]({uri}/blob/main/docs/guide.md) "
            + "[Other](https://example.org/x) [Below](#below)",
            Encoding.UTF8.GetString(content["README.md"]));
    }

    [Fact]
    public void Pack_every_part_has_a_content_type_and_every_relationship_a_target()
    {
        using var module = new SampleModule();
        Dictionary<string, byte[]> content = SampleModule.Unpack(module.Pack()[".nupkg"]);
        XElement[] types = [.. Xml(content["[Content_Types].xml"]).Elements()];
        HashSet<string> extensions = [.. types.Attributes("Extension").Select(extension => "." + extension.Value)];
        HashSet<string> parts = [.. types.Attributes("PartName").Select(part => part.Value)];

        Assert.All(
            content.Keys.Where(path => path != "[Content_Types].xml"),
            path => Assert.True(parts.Contains("/" + path) || extensions.Contains(Path.GetExtension(path)), path));
        Assert.All(
            Xml(content["_rels/.rels"]).Elements(),
            relation => Assert.Contains(((string)relation.Attribute("Target")!)[1..], content.Keys));
    }

    [Fact]
    public void Pack_library_of_a_package_is_shipped_with_its_licence_and_notices()
    {
        using var module = new SampleModule();
        string notices = Encoding.UTF8.GetString(SampleModule.Unpack(module.Pack()[".nupkg"])["THIRD-PARTY-NOTICES.txt"]);

        Assert.Contains("Some.Library 2.3.4, MIT\n", notices, StringComparison.Ordinal);
        Assert.Contains("© Somebody\n\nPermission is hereby granted", notices, StringComparison.Ordinal);
        Assert.Contains("Work of others in Some.Library:\n\nParts by somebody.\n", notices, StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_over_the_limit_of_the_gallery_leave_out_the_PSCmdlet_tags()
    {
        string cmdlets = string.Join(", ", Enumerable.Range(1000, 100).Select(number => $"'Get-Thing{number}'"));
        string text = SampleModule.Manifest.Replace("'Get-Thing', 'Set-Thing'", cmdlets, StringComparison.Ordinal);
        var manifest = new ModuleManifest("Sample", text);
        IReadOnlyList<string> tags = NuGetPackage.Tags(manifest);

        Assert.Equal(100, tags.Count(tag => tag.StartsWith("PSCommand_", StringComparison.Ordinal)));
        Assert.DoesNotContain(tags, tag => tag.StartsWith("PSCmdlet_", StringComparison.Ordinal));
    }

    private static XElement Xml(byte[] bytes) => XElement.Load(new MemoryStream(bytes));

    private static Dictionary<string, string> Metadata(Dictionary<string, byte[]> content) =>
        Xml(content["Sample.nuspec"]).Elements().Single().Elements()
            .ToDictionary(element => element.Name.LocalName, element => element.Value, StringComparer.Ordinal);
}
