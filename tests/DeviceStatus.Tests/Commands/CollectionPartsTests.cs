using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Tests.Commands;

public sealed class CollectionPartsTests
{
    public static TheoryData<string> Nouns => [.. GraphSchema.Resources.Select(resource => resource.Noun)];

    [Theory]
    [MemberData(nameof(Nouns))]
    public void CollectionParts_of_a_collection_of_the_schema_are_all_there(string noun)
    {
        string[] missing = [.. CollectionParts.Missing(GraphSchema.ByNoun(noun))];
        Assert.True(missing.Length == 0, $"{noun} lacks:\n{string.Join('\n', missing)}\nSee 'Adding a collection' in CONTRIBUTING.md.");
    }

    [Fact]
    public void CollectionParts_of_a_collection_that_is_only_a_descriptor_names_every_missing_part()
    {
        ResourceDescriptor template = GraphSchema.DeviceConfigurationDeviceStatus;
        ResourceDescriptor added = new(
            "WindowsPolicyDeviceStatus", "/deviceManagement/windowsPolicies/{}/deviceStatuses", "windowsPolicyDeviceStatus",
            template.Properties)
        {
            Parent = new ResourceDescriptor("WindowsPolicy", "/deviceManagement/windowsPolicies", "windowsPolicy", template.Properties)
            {
                ReadPermission = template.ReadPermission,
                WritePermission = template.WritePermission,
            },
            Operations = ResourceOperations.All,
            ReadPermission = template.ReadPermission,
            WritePermission = template.WritePermission,
        };
        string[] missing = [.. CollectionParts.Missing(added)];
        Assert.Equal(4, missing.Count(part => part.StartsWith("src/DeviceStatus/Commands/", StringComparison.Ordinal)));
        Assert.Equal(4, missing.Count(part => part.StartsWith("DeviceStatus.psd1", StringComparison.Ordinal)));
        Assert.Equal(4, missing.Count(part => part.EndsWith(": run ./build.sh help", StringComparison.Ordinal)));
        string[] files =
        [
            "src/DeviceStatus/WindowsPolicyDeviceStatus.cs", "DeviceStatus.Format.ps1xml", "tools/", "README.md", "docs/README.md",
            "en-US/", "samples/:",
        ];
        foreach (string file in files)
        {
            Assert.Single(missing, part => part.StartsWith(file, StringComparison.Ordinal));
        }

        Assert.Contains(missing, part => part.StartsWith("samples/runbooks/", StringComparison.Ordinal));
    }
}
