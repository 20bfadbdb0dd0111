using System.Reflection;
using System.Text.RegularExpressions;
using DeviceStatus.Commands;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Tests.Support;

namespace DeviceStatus.Tests.Commands;

/// <summary>The public surface of the five nouns, which scripts rely on.</summary>
public sealed class CmdletTests
{
    private static readonly string[] Verbs = ["Get", "New", "Set", "Remove"];
    private static readonly string[] CommonBody =
    [
        "DeviceDisplayName", "UserName", "DeviceModel", "Platform", "ComplianceGracePeriodExpirationDateTime", "Status",
        "LastReportedDateTime", "UserPrincipalName", "Clear", "Culture",
    ];

    private static readonly string[] IosBody = ["InstallStatus", "OsVersion", "DeviceId", "UserId"];
    private static readonly string[] Bulk =
    [
        "InputObject", "Connection", "BatchSize", "ThrottleLimit", "JournalPath", "RetryInDoubt", "TimeBudget", "ColumnMap", "FailedPath",
        "MaxErrors", "TotalCount", "RetryLimit", "StopGrace",
    ];

    private static readonly string[] Read = ["InputObject", "Connection", "Property", "Filter", "Top"];

    public static MatrixTheoryData<string, string> Cmdlets => new(
        Verbs, GraphSchema.Resources.Where(resource => resource.Operations == ResourceOperations.All).Select(resource => resource.Noun));

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Cmdlet_has_its_parameters_and_no_others(string verb, string noun)
    {
        ResourceDescriptor resource = GraphSchema.ByNoun(noun);
        IEnumerable<string> expected = (verb == "Get" ? Read : Bulk).Append("Id");
        expected = resource.ParentParameter is { } parent ? expected.Append(parent) : expected;
        if (verb == "Get" && StatusReport.Of(resource.Parent) is not null)
        {
            expected = expected.Append("Source");
        }

        if (verb is "New" or "Set")
        {
            expected = expected.Concat(CommonBody).Concat(noun == "IosUpdateDeviceStatus" ? IosBody : []);
        }

        if (verb == "Set")
        {
            expected = expected.Append("PassThru").Concat(resource.HasUpdateOnCollection ? ["OnCollection"] : []);
        }

        expected = verb == "Remove" ? expected.Append("Force") : expected;
        Assert.Equal(expected.Order(StringComparer.Ordinal), Parameters(verb, noun).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Cmdlet_ids_are_mandatory_where_they_must_be_and_come_first(string verb, string noun)
    {
        ResourceDescriptor resource = GraphSchema.ByNoun(noun);
        IReadOnlyDictionary<string, PropertyInfo> parameters = Parameters(verb, noun);
        int position = 0;
        if (resource.ParentParameter is { } parent)
        {
            AssertParameter(parameters[parent], mandatory: true, position++);
        }

        AssertParameter(parameters["Id"], mandatory: verb is "Set" or "Remove", position);
        string type = char.ToUpperInvariant(resource.EntityType[0]) + resource.EntityType[1..];
        Assert.Equal([type + "Id"], ModuleTypes.Texts(ModuleTypes.Attribute(parameters["Id"], "AliasAttribute")));
        foreach ((string name, PropertyInfo parameter)
            in parameters.Where(pair => pair.Key != "Id" && pair.Key != resource.ParentParameter))
        {
            Assert.All(ModuleTypes.Attributes(parameter, "ParameterAttribute"), data =>
            {
                Assert.Null(ModuleTypes.Named(data, "Position"));
                Assert.NotEqual(true, ModuleTypes.Named(data, "Mandatory"));
                Assert.Equal(name == "InputObject" ? true : null, ModuleTypes.Named(data, "ValueFromPipeline"));
            });
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void ConfirmImpact_of_a_change_is_medium_and_of_a_removal_high(string verb, string noun)
    {
        CustomAttributeData data = ModuleTypes.Attribute(ModuleTypes.Cmdlets[$"{verb}-{noun}"], "CmdletAttribute")!;
        Assert.Equal(verb != "Get", ModuleTypes.Named(data, "SupportsShouldProcess") is true);

        // ConfirmImpact: Medium is 2, High is 3.
        Assert.Equal(verb == "Get" ? null : verb == "Remove" ? 3 : 2, ModuleTypes.Named(data, "ConfirmImpact") as int?);
    }

    [Fact]
    public void ValidateSet_of_an_enumeration_has_the_values_of_the_schema_and_is_written_once()
    {
        (string Property, string[] Values)[] sets = [.. ModuleTypes.Module.GetTypes()
            .Where(type => typeof(StatusCommand).IsAssignableFrom(type))
            .SelectMany(type => type.GetProperties(ModuleTypes.Everything))
            .Where(property => ModuleTypes.Attribute(property, "ValidateSetAttribute") is not null)
            .Select(property => (property.Name, ModuleTypes.Texts(ModuleTypes.Attribute(property, "ValidateSetAttribute")).ToArray()))];
        PropertyDescriptor[] enumerations = [.. GraphSchema.Resources.Where(resource => resource.Operations == ResourceOperations.All)
            .SelectMany(resource => resource.Properties).Where(property => property.Enum is not null).Distinct()];
        Assert.Equal(
            enumerations.Select(property => property.DisplayName).Order(StringComparer.Ordinal),
            sets.Select(set => set.Property).Order(StringComparer.Ordinal));
        Assert.All(enumerations, property =>
            Assert.Equal(
                [.. property.Enum!.Members.Select(member => member.Name), string.Empty],
                sets.Single(set => set.Property == property.DisplayName).Values));
    }

    [Theory]
    [InlineData("BatchSize", 1, 20)]
    [InlineData("ThrottleLimit", 1, 64)]
    public void Bulk_parameter_has_its_range(string name, int least, int most)
    {
        PropertyInfo parameter = Parameters("Set", "IosUpdateDeviceStatus")[name];
        Assert.Equal(
            [least, most],
            ModuleTypes.Attribute(parameter, "ValidateRangeAttribute")!.ConstructorArguments.Select(argument => argument.Value));
    }

    [Fact]
    public void Manifest_exports_every_cmdlet_and_nothing_else()
    {
        string manifest = File.ReadAllText(RepositoryFolder.PathOf("DeviceStatus.psd1"));
        string list =
            Regex.Match(manifest, @"CmdletsToExport\s*=\s*@\(([^)]*)\)", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        IEnumerable<string> exported =
            Regex.Matches(list, "'([^']+)'", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(match => match.Groups[1].Value);
        Assert.Equal(ModuleTypes.Cmdlets.Keys.Order(StringComparer.Ordinal), exported.Order(StringComparer.Ordinal));
        Assert.Matches(@"FunctionsToExport\s*=\s*@\(\)", manifest);
        Assert.Matches(@"AliasesToExport\s*=\s*@\(\)", manifest);
    }

    [Fact]
    public void OutputType_is_on_every_cmdlet_with_output()
    {
        Assert.All(ModuleTypes.Cmdlets, pair =>
        {
            bool silent = pair.Key.StartsWith("Remove-", StringComparison.Ordinal) || pair.Key == "Disconnect-DeviceStatus";
            Assert.Equal(!silent, ModuleTypes.Attribute(pair.Value, "OutputTypeAttribute") is not null);
        });
    }

    private static void AssertParameter(PropertyInfo parameter, bool mandatory, int position)
    {
        CustomAttributeData data = Assert.Single(ModuleTypes.Attributes(parameter, "ParameterAttribute"));
        Assert.Equal(mandatory, ModuleTypes.Named(data, "Mandatory") is true);
        Assert.Equal(position, ModuleTypes.Named(data, "Position"));
        Assert.Equal(true, ModuleTypes.Named(data, "ValueFromPipelineByPropertyName"));
        Assert.Equal(true, ModuleTypes.Named(data, "ValueFromPipeline"));
        Assert.Equal(typeof(string[]), parameter.PropertyType);
    }

    private static IReadOnlyDictionary<string, PropertyInfo> Parameters(string verb, string noun) =>
        ModuleTypes.Parameters(ModuleTypes.Cmdlets[$"{verb}-{noun}"]);
}
