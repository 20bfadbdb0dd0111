using System.Reflection;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Tests.Isolation;

/// <summary>
/// PowerShell looks at every type of DeviceStatus.dll before the module can say where its engine lies; what would make the runtime look
/// for another assembly at that moment must not be there.
/// </summary>
public sealed class IsolationTests
{
    private static readonly string Platform = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    [Fact]
    public void Public_signature_names_no_type_of_the_engine_or_of_a_dependency()
    {
        List<string> wrong = [];
        foreach (Type type in ModuleTypes.Module.GetExportedTypes())
        {
            foreach (MemberInfo member in type.GetMembers(ModuleTypes.Everything))
            {
                wrong.AddRange(
                    Mentioned(member).SelectMany(ModuleTypes.Parts).Where(IsForeign).Select(part => $"{type.Name}.{member.Name}: {part}"));
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Public_type_has_no_base_and_no_interface_from_elsewhere()
    {
        IEnumerable<string> wrong = ModuleTypes.Module.GetExportedTypes()
            .SelectMany(type => type.GetInterfaces().Append(type.BaseType).OfType<Type>()
                .SelectMany(ModuleTypes.Parts).Where(IsForeign).Select(part => $"{type}: {part}"));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Field_holds_no_value_type_of_the_engine()
    {
        IEnumerable<string> wrong = ModuleTypes.Module.GetTypes()
            .SelectMany(type => type.GetFields(ModuleTypes.Everything))
            .Where(field => field.FieldType.IsValueType && ModuleTypes.Parts(field.FieldType).Any(IsForeign))
            .Select(field => $"{field.DeclaringType}.{field.Name}: {field.FieldType}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Isolation_check_finds_types_of_the_engine_and_of_dependencies()
    {
        Assert.True(IsForeign(typeof(GraphVersion)));
        Assert.True(IsForeign(typeof(Newtonsoft.Json.JsonConvert)));
        Assert.Contains(ModuleTypes.Parts(typeof(Dictionary<string, GraphVersion?[]>)), IsForeign);
        Assert.False(IsForeign(typeof(string)));
        Assert.False(IsForeign(typeof(Connection)));
    }

    private static bool IsForeign(Type type)
    {
        Assembly assembly = type.Assembly;
        return assembly != ModuleTypes.Module && assembly.GetName().Name != "System.Management.Automation"
            && !string.Equals(Path.GetDirectoryName(assembly.Location), Platform, StringComparison.Ordinal);
    }

    private static IEnumerable<Type> Mentioned(MemberInfo member) => member switch
    {
        FieldInfo { IsPublic: true } or FieldInfo { IsFamily: true } or FieldInfo { IsFamilyOrAssembly: true } =>
            [((FieldInfo)member).FieldType],
        MethodBase { IsPublic: true } or MethodBase { IsFamily: true } or MethodBase { IsFamilyOrAssembly: true } =>
            Signature((MethodBase)member),
        _ => [],
    };

    private static IEnumerable<Type> Signature(MethodBase method) =>
        method.GetParameters().Select(parameter => parameter.ParameterType)
            .Append(method is MethodInfo { ReturnType: { } type } ? type : typeof(void))
            .Concat(method is MethodInfo { IsGenericMethodDefinition: true } generic
                ? generic.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints())
                : []);
}
