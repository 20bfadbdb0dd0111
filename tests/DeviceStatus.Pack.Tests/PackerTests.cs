using System.Text;
using System.Xml.Linq;

namespace DeviceStatus.Pack.Tests;

public sealed class PackerTests
{
    [Fact]
    public void The_same_module_gives_the_same_bytes_wherever_and_whenever_it_is_packed()
    {
        using var one = new SampleModule();
        using var other = new SampleModule();
        File.SetLastWriteTimeUtc(Path.Combine(other.Folder, "LICENSE"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        Dictionary<string, byte[]> first = one.Pack(), second = other.Pack();

        Assert.Equal([".cdx.json", ".nupkg", ".symbols.zip"], first.Keys.Order(StringComparer.Ordinal));
        Assert.All(first, written => Assert.Equal(written.Value, second[written.Key]));
    }

    [Fact]
    public void Symbols_lie_beside_the_package_and_not_in_it()
    {
        using var module = new SampleModule();
        Dictionary<string, byte[]> written = module.Pack();

        Assert.Equal(["Sample.pdb"], SampleModule.Unpack(written[".symbols.zip"]).Keys);
        Assert.DoesNotContain("Sample.pdb", SampleModule.Unpack(written[".nupkg"]).Keys);
    }

    [Fact]
    public void The_newest_section_of_the_changelog_becomes_the_release_notes()
    {
        using var module = new SampleModule();
        Dictionary<string, byte[]> content = SampleModule.Unpack(module.Pack()[".nupkg"]);
        var packed = new ModuleManifest("Sample", Encoding.UTF8.GetString(content["Sample.psd1"]));

        Assert.Equal(SampleModule.Notes, packed.ReleaseNotes);
        Assert.Equal(SampleModule.Notes, Metadata(content)["releaseNotes"]);
        Assert.Equal(SampleModule.Manifest, File.ReadAllText(Path.Combine(module.Folder, "Sample.psd1")));
    }

    [Fact]
    public void The_description_tells_repositories_what_the_manifest_tells_PowerShell()
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
    public void Every_part_has_a_content_type_and_every_relation_a_target()
    {
        using var module = new SampleModule();
        Dictionary<string, byte[]> content = SampleModule.Unpack(module.Pack()[".nupkg"]);
        XElement[] types = [.. Xml(content["[Content_Types].xml"]).Elements()];
        HashSet<string> extensions = [.. types.Attributes("Extension").Select(extension => "." + extension.Value)];
        HashSet<string> parts = [.. types.Attributes("PartName").Select(part => part.Value)];

        Assert.All(
            content.Keys.Where(path => path != "[Content_Types].xml"),
            path => Assert.True(parts.Contains("/" + path) || extensions.Contains(Path.GetExtension(path)), path));
        Assert.All(Xml(content["_rels/.rels"]).Elements(), relation => Assert.Contains(((string)relation.Attribute("Target")!)[1..], content.Keys));
    }

    [Fact]
    public void What_others_wrote_is_shipped_with_their_licence()
    {
        using var module = new SampleModule();
        string notices = Encoding.UTF8.GetString(SampleModule.Unpack(module.Pack()[".nupkg"])["THIRD-PARTY-NOTICES.txt"]);

        Assert.Contains("Some.Library 2.3.4, MIT\n", notices, StringComparison.Ordinal);
        Assert.Contains("© Somebody\n\nPermission is hereby granted", notices, StringComparison.Ordinal);
        Assert.Contains("Work of others in Some.Library:\n\nParts by somebody.\n", notices, StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_that_only_repeat_others_give_way_when_a_gallery_would_refuse_them_all()
    {
        string cmdlets = string.Join(", ", Enumerable.Range(1000, 100).Select(number => $"'Get-Thing{number}'"));
        var manifest = new ModuleManifest("Sample", SampleModule.Manifest.Replace("'Get-Thing', 'Set-Thing'", cmdlets, StringComparison.Ordinal));
        IReadOnlyList<string> tags = NuGetPackage.Tags(manifest);

        Assert.Equal(100, tags.Count(tag => tag.StartsWith("PSCommand_", StringComparison.Ordinal)));
        Assert.DoesNotContain(tags, tag => tag.StartsWith("PSCmdlet_", StringComparison.Ordinal));
    }

    private static XElement Xml(byte[] bytes) => XElement.Load(new MemoryStream(bytes));

    private static Dictionary<string, string> Metadata(Dictionary<string, byte[]> content) =>
        Xml(content["Sample.nuspec"]).Elements().Single().Elements().ToDictionary(element => element.Name.LocalName, element => element.Value, StringComparer.Ordinal);
}
