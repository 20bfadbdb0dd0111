using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Pack.Tests;

public sealed class BillOfMaterialsTests
{
    [Fact]
    public void Bill_of_materials_lists_every_file_once_with_its_hash()
    {
        using var module = new SampleModule();
        Dictionary<string, byte[]> written = module.Pack();
        Dictionary<string, byte[]> content = SampleModule.Unpack(written[".nupkg"]);
        Assert.Equal(written[".cdx.json"], content["Sample.cdx.json"]);

        Dictionary<string, string> named = Bill(written).SelectTokens("$..components[?(@.type == 'file')]")
            .ToDictionary(file => (string)file["name"]!, file => (string)file["hashes"]![0]!["content"]!, StringComparer.Ordinal);
        string[] packaging = [".nuspec", ".psmdcp", ".rels", ".xml", ".cdx.json"];
        string[] files =
        [
            .. content.Keys
                .Where(path => !packaging.Any(end => path.EndsWith(end, StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal),
        ];

        Assert.Equal(files, named.Keys.Order(StringComparer.Ordinal));
        Assert.All(named, file => Assert.Equal(Convert.ToHexString(SHA256.HashData(content[file.Key])), file.Value, ignoreCase: true));
    }

    [Fact]
    public void Bill_of_materials_lists_a_library_below_its_package_with_version_and_licence()
    {
        using var module = new SampleModule();
        JToken package = Assert.Single(Bill(module.Pack())["components"]!);

        Assert.Equal("pkg:nuget/Some.Library@2.3.4", (string)package["purl"]!);
        Assert.Equal("MIT", (string)package.SelectToken("licenses[0].license.id")!);
        Assert.Equal("lib/Some.Library.dll", (string)package.SelectToken("components[0].name")!);
    }

    [Fact]
    public void Bill_of_materials_lists_every_dependency()
    {
        using var module = new SampleModule();
        JObject bill = Bill(module.Pack());
        HashSet<string> listed = [.. bill.SelectTokens("$..['bom-ref']").Select(reference => (string)reference!)];

        Assert.Equal(
            listed.Order(StringComparer.Ordinal),
            bill["dependencies"]!.Select(node => (string)node["ref"]!).Order(StringComparer.Ordinal));
        Assert.All(bill.SelectTokens("$.dependencies[*].dependsOn[*]").Values<string>(), reference => Assert.Contains(reference!, listed));
    }

    private static JObject Bill(Dictionary<string, byte[]> written) => JObject.Parse(Encoding.UTF8.GetString(written[".cdx.json"]));
}
