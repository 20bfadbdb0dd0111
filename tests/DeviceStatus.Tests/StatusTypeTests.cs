using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Tests;

public sealed class StatusTypeTests
{
    public static TheoryData<string> Nouns => [.. GraphSchema.Resources.Select(resource => resource.Noun)];

    [Theory]
    [MemberData(nameof(Nouns))]
    public void Status_type_of_a_noun_has_the_properties_of_the_schema(string noun)
    {
        ResourceDescriptor resource = GraphSchema.ByNoun(noun);
        Type shape = typeof(Connection).Assembly.GetType("DeviceStatus." + noun, throwOnError: true)!;
        string[] expected =
        [
            .. resource.Properties.Select(property => property.DisplayName), "Connection",
            .. resource.ParentParameter is { } parent ? [parent] : Array.Empty<string>(),
        ];
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            shape.GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal));
    }
}
