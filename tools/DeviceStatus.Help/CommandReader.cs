using System.Reflection;
using System.Xml.Linq;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Help;

/// <summary>Reads the cmdlets of the module from their attributes. No code of the module is run and no attribute is instantiated.</summary>
internal sealed class CommandReader
{
    private const string Automation = "System.Management.Automation.";
    private readonly Dictionary<string, string> _comments;

    private CommandReader(Assembly assembly)
    {
        _comments = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, Summary, StringComparer.Ordinal);
    }

    /// <summary>All cmdlets, by name.</summary>
    internal static IReadOnlyList<CommandDescription> ReadAll()
    {
        Assembly assembly = typeof(Connection).Assembly;
        CommandReader reader = new(assembly);
        return [.. assembly.GetTypes()
            .Where(type => type.IsPublic && !type.IsAbstract)
            .Select(type => (type, attribute: Find(type.GetCustomAttributesData(), "CmdletAttribute").FirstOrDefault()))
            .Where(pair => pair.attribute is not null)
            .Select(pair => reader.Read(pair.type, pair.attribute!))
            .OrderBy(command => command.Name, StringComparer.Ordinal)];
    }

    private CommandDescription Read(Type type, CustomAttributeData cmdlet)
    {
        string noun = Argument<string>(cmdlet, 1);
        List<CommandParameter> parameters = [];
        for (Type? level = type; level is not null && level.Assembly == type.Assembly; level = level.BaseType)
        {
            foreach (PropertyInfo property in level.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            {
                if (ReadParameter(property, parameters.Count) is { } parameter)
                {
                    parameters.Add(parameter);
                }
            }
        }

        if (Named(cmdlet, "SupportsShouldProcess", otherwise: false))
        {
            parameters.Add(Risk("WhatIf", "wi"));
            parameters.Add(Risk("Confirm", "cf"));
        }

        return new CommandDescription(Argument<string>(cmdlet, 0), noun)
        {
            HelpUri = Named(cmdlet, "HelpUri", string.Empty),
            DefaultSet = Named<string?>(cmdlet, "DefaultParameterSetName", null),
            Comment = _comments.GetValueOrDefault("T:" + type.FullName, string.Empty),
            Outputs = [.. Find(type.GetCustomAttributesData(), "OutputTypeAttribute").SelectMany(Items).Select(TypeText)],
            Parameters = parameters,
            Resource = GraphSchema.Resources.FirstOrDefault(resource => resource.Noun == noun),
        };
    }

    private CommandParameter? ReadParameter(PropertyInfo property, int order)
    {
        IList<CustomAttributeData> attributes = property.GetCustomAttributesData();
        ParameterUse[] uses = [.. Find(attributes, "ParameterAttribute").Select(ReadUse)];
        return uses.Length == 0 ? null : new CommandParameter(property.Name, TypeName(property.PropertyType))
        {
            Order = order,
            Uses = uses,
            Aliases = [.. Find(attributes, "AliasAttribute").SelectMany(Items).Select(item => (string)item.Value!)],

            // An empty value in the list allows an empty CSV cell. It is not listed in the help.
            Values = [.. Find(attributes, "ValidateSetAttribute").SelectMany(Items)
                .Select(item => (string)item.Value!)
                .Where(value => value.Length > 0)],
            TakesWildcards = Find(attributes, "SupportsWildcardsAttribute").Any(),
            Comment = _comments.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}", string.Empty),
        };
    }

    private static CommandParameter Risk(string name, string alias) => new(name, CommandParameter.SwitchType)
    {
        Order = int.MaxValue,
        IsRisk = true,
        Aliases = [alias],
        Uses = [new ParameterUse(ParameterUse.AllSets, IsMandatory: false, Position: null, ByValue: false, ByPropertyName: false)],
    };

    private static ParameterUse ReadUse(CustomAttributeData attribute)
    {
        int position = Named(attribute, "Position", int.MinValue);
        return new ParameterUse(
            Named(attribute, "ParameterSetName", ParameterUse.AllSets),
            Named(attribute, "Mandatory", otherwise: false),
            position == int.MinValue ? null : position,
            Named(attribute, "ValueFromPipeline", otherwise: false),
            Named(attribute, "ValueFromPipelineByPropertyName", otherwise: false));
    }

    private static IEnumerable<CustomAttributeData> Find(IEnumerable<CustomAttributeData> attributes, string name) =>
        attributes.Where(attribute => attribute.AttributeType.FullName == Automation + name);

    private static T Argument<T>(CustomAttributeData attribute, int index) => (T)attribute.ConstructorArguments[index].Value!;

    private static T Named<T>(CustomAttributeData attribute, string name, T otherwise) => attribute.NamedArguments
        .Where(argument => argument.MemberName == name)
        .Select(argument => (T)argument.TypedValue.Value!)
        .DefaultIfEmpty(otherwise)
        .First();

    private static IEnumerable<CustomAttributeTypedArgument> Items(CustomAttributeData attribute) =>
        (IEnumerable<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!;

    private static string TypeText(CustomAttributeTypedArgument argument) =>
        argument.Value is Type type ? type.FullName! : (string)argument.Value!;

    private static string TypeName(Type type) => (Nullable.GetUnderlyingType(type) ?? type).Name;

    private static string Summary(XElement member) => string.Join(
        ' ', (member.Element("summary")?.Value ?? string.Empty).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
