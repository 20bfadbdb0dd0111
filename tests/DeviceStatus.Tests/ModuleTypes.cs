using System.Reflection;
using DeviceStatus.Commands;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Tests;

/// <summary>Reads the cmdlets of DeviceStatus.dll from its metadata; nothing of PowerShell runs.</summary>
internal static class ModuleTypes
{
    internal const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static Assembly Module { get; } = typeof(SetIosUpdateDeviceStatusCommand).Assembly;

    internal static Assembly Engine { get; } = typeof(GraphSchema).Assembly;

    /// <summary>The cmdlets by name.</summary>
    internal static IReadOnlyDictionary<string, Type> Cmdlets { get; } = Module.GetTypes()
        .Where(type => Attribute(type, "CmdletAttribute") is not null)
        .ToDictionary(
            type => string.Join('-', Attribute(type, "CmdletAttribute")!.ConstructorArguments.Select(argument => argument.Value)));

    /// <summary>The members of an attribute that were named, or null without the attribute.</summary>
    internal static CustomAttributeData? Attribute(MemberInfo member, string name) =>
        member.GetCustomAttributesData().FirstOrDefault(data => data.AttributeType.Name == name);

    internal static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(data => data.AttributeType.Name == name);

    internal static object? Named(CustomAttributeData? data, string name) =>
        data?.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value;

    internal static IEnumerable<string> Texts(CustomAttributeData? data) =>
        data?.ConstructorArguments.SelectMany(
            argument => argument.Value is IEnumerable<CustomAttributeTypedArgument> list ? list.Select(one => one.Value) : [argument.Value])
            .OfType<string>() ?? [];

    /// <summary>The parameters of a cmdlet by name, those of its bases too.</summary>
    internal static IReadOnlyDictionary<string, PropertyInfo> Parameters(Type cmdlet) => cmdlet
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => Attribute(property, "ParameterAttribute") is not null)
        .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every type that a type is made of: its elements and its arguments.</summary>
    internal static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
        {
            return Parts(type.GetElementType()!);
        }

        Type self = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return type.GetGenericArguments().SelectMany(Parts).Append(self);
    }
}
