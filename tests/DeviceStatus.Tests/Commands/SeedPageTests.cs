using System.Reflection;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Tests.Commands;

/// <summary>The tables of the documentation held against the cmdlets and against the schema.</summary>
public sealed class SeedPageTests
{
    public static TheoryData<string> Titles => [.. SeedPage.All.Select(page => page.Title)];

    [Theory]
    [MemberData(nameof(Titles))]
    public void Cmdlet_has_each_property_of_the_page_as_a_parameter_of_its_type(string title)
    {
        SeedPage page = Find(title);
        IReadOnlyDictionary<string, PropertyInfo> parameters = ModuleTypes.Parameters(ModuleTypes.Cmdlets[page.Cmdlet]);
        foreach ((string name, string type) in page.Properties)
        {
            Assert.True(parameters.TryGetValue(name, out PropertyInfo? parameter), $"{page.Cmdlet} has no -{name}");
            Assert.Equal(char.ToUpperInvariant(name[0]) + name[1..], parameter.Name);
            Type expected = type switch
            {
                "Int32" => typeof(int?),
                "DateTimeOffset" => typeof(DateTimeOffset?),
                _ => name == "id" ? typeof(string[]) : typeof(string),
            };
            Assert.Equal(expected, parameter.PropertyType);
            Assert.All(
                ModuleTypes.Attributes(parameter, "ParameterAttribute"),
                data => Assert.Equal(true, ModuleTypes.Named(data, "ValueFromPipelineByPropertyName")));
        }
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void Cmdlet_takes_each_value_of_an_enumeration_of_the_page(string title)
    {
        SeedPage page = Find(title);
        IReadOnlyDictionary<string, PropertyInfo> parameters = ModuleTypes.Parameters(ModuleTypes.Cmdlets[page.Cmdlet]);
        foreach ((string name, string type) in page.Properties)
        {
            string[] given = [.. ModuleTypes.Texts(ModuleTypes.Attribute(parameters[name], "ValidateSetAttribute"))];
            if (!type.Contains('|', StringComparison.Ordinal))
            {
                Assert.Empty(given);
                continue;
            }

            Assert.Superset(type.Split('|').ToHashSet(), given.ToHashSet());

            // The blank of a CSV's cell is last, where completion leaves it out.
            Assert.Equal(string.Empty, given[^1]);
            EnumDescriptor members = ResourceOf(page).FindProperty(name)!.Enum!;
            Assert.Equal(
                members.Members.Select(member => member.Name).Append(string.Empty).Order(StringComparer.Ordinal),
                given.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void Schema_agrees_with_the_page(string title)
    {
        SeedPage page = Find(title);
        ResourceDescriptor resource = ResourceOf(page);
        Assert.Equal(page.Path.EndsWith("/{}", StringComparison.Ordinal) ? page.Path[..^3] : page.Path, resource.PathTemplate);
        foreach ((string name, string type) in page.Properties)
        {
            PropertyDescriptor property = resource.FindProperty(name)!;
            Assert.Equal(name, property.Name);
            PropertyType expected = type switch
            {
                "String" => PropertyType.Text,
                "Int32" => PropertyType.Number,
                "DateTimeOffset" => PropertyType.Timestamp,
                _ => PropertyType.Enum,
            };
            Assert.Equal(expected, property.Type);
        }
    }

    [Fact]
    public void Schema_has_in_v1_what_the_published_page_lists_and_not_what_only_drafts_list()
    {
        SeedPage published = SeedPage.All[0];
        SeedPage draft = SeedPage.All[1];
        ResourceDescriptor resource = ResourceOf(published);
        Assert.All(
            resource.Properties,
            property => Assert.Equal(published.Properties.ContainsKey(property.Name), property.Versions.Has(GraphVersion.V1)));
        Assert.All(
            resource.Properties,
            property => Assert.True(draft.Properties.ContainsKey(property.Name) && property.Versions.Has(GraphVersion.Beta)));
        string[] inV1 = published.Properties["installStatus"].Split('|');
        Assert.All(
            resource.FindProperty("installStatus")!.Enum!.Members,
            member => Assert.Equal(inV1.Contains(member.Name), member.Versions.Has(GraphVersion.V1)));
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void StatusChange_builds_the_request_of_the_page(string title)
    {
        SeedPage page = Find(title);
        ResourceDescriptor resource = ResourceOf(page);
        StatusOperation operation = page.Method == "POST" ? StatusOperation.Create : StatusOperation.Update;
        StatusChange change = new(
            resource, operation, resource.ParentParameter is null ? null : "{}", operation == StatusOperation.Create ? null : "{}")
        {
            OnCollection = operation == StatusOperation.Update && !page.Path.EndsWith("/{}", StringComparison.Ordinal),
        };
        change.Set("userName", "a");
        GraphRequest request = RequestBuilder.Build(change);
        Assert.Equal((page.Method, page.Path), (request.Method.Method, Uri.UnescapeDataString(request.Path)));
    }

    private static SeedPage Find(string title) => SeedPage.All.Single(page => page.Title == title);

    private static ResourceDescriptor ResourceOf(SeedPage page) => GraphSchema.ByNoun(page.Cmdlet.Split('-')[1]);
}
