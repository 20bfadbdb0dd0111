using System.Management.Automation;
using DeviceStatus.Graph;

namespace DeviceStatus;

/// <summary>Turns what the service sent into what PowerShell shows: an object with a type name, and a property for each that came.</summary>
internal static class StatusObject
{
    internal const string TypePrefix = "DeviceStatus.";

    internal static PSObject Create(StatusEntity entity)
    {
        ResourceDescriptor resource = entity.Resource;
        PSObject result = new();
        result.TypeNames.Insert(0, TypePrefix + "StatusObject");
        result.TypeNames.Insert(0, TypePrefix + resource.Noun);

        // The parent stands beside the id, so that a result can be piped into Set- and Remove-.
        if (resource.ParentParameter is not null)
        {
            Add(result, resource.ParentParameter, entity.ParentId);
        }

        foreach ((string name, object? value) in entity.Values)
        {
            Add(result, resource.FindProperty(name)?.DisplayName ?? name, Shape(value));
        }

        return result;
    }

    private static void Add(PSObject target, string name, object? value)
    {
        if (target.Properties[name] is null)
        {
            target.Properties.Add(value is DateTimeOffset date ? new DateProperty(name, date) : new PSNoteProperty(name, value), preValidated: true);
        }
    }

    private static object? Shape(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> map => Nested(map),
        IReadOnlyList<object?> list => list.Select(Shape).ToArray(),
        _ => value,
    };

    private static PSObject Nested(IReadOnlyDictionary<string, object?> map)
    {
        PSObject result = new();
        foreach ((string name, object? value) in map)
        {
            Add(result, name, Shape(value));
        }

        return result;
    }
}
