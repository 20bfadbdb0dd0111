using System.Collections.Concurrent;
using System.Management.Automation;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Output;

/// <summary>Turns what the service sent into what PowerShell shows: an object with a type name, and a property for each that came.</summary>
internal static class StatusObject
{
    internal const string TypePrefix = "DeviceStatus.";

    private static readonly ConcurrentDictionary<string, string[]> TypeNames = new(StringComparer.Ordinal);

    /// <summary>Whether a column was added by this module beside the properties of the service, and so is no input.</summary>
    internal static bool IsAddedProperty(string name) => name is "PolicyName" or "PolicyKind" or "Connection";

    internal static PSObject Create(StatusEntity entity)
    {
        ResourceDescriptor resource = entity.Resource;
        PSObject result = new();
        foreach (string typeName in TypeNames.GetOrAdd(resource.Noun, static noun => [TypePrefix + "StatusObject", TypePrefix + noun]))
        {
            result.TypeNames.Insert(0, typeName);
        }

        // The parent stands beside the id, so that a result can be piped into Set- and Remove-.
        PSMemberInfoCollection<PSPropertyInfo> properties = result.Properties;
        if (resource.ParentParameter is not null)
        {
            properties.Add(Property(resource.ParentParameter, entity.ParentId), preValidated: true);
        }

        AddProperties(result, resource, entity);
        return result;
    }

    /// <summary>Makes an object that also says which policy it is of and over which connection it came.</summary>
    internal static PSObject Create(StatusEntity entity, string typeName, string? policyName, string policyKind, string connection)
    {
        PSObject result = new();
        foreach (string name in TypeNames.GetOrAdd(entity.Resource.Noun, static noun => [TypePrefix + "StatusObject", TypePrefix + noun]))
        {
            result.TypeNames.Insert(0, name);
        }

        result.TypeNames.Insert(0, typeName);
        PSMemberInfoCollection<PSPropertyInfo> properties = result.Properties;
        properties.Add(new PSNoteProperty("PolicyName", policyName), preValidated: true);
        properties.Add(new PSNoteProperty("PolicyKind", policyKind), preValidated: true);
        if (entity.Resource.ParentParameter is { } parent)
        {
            properties.Add(Property(parent, entity.ParentId), preValidated: true);
        }

        AddProperties(result, entity.Resource, entity);
        if (!entity.Find("connection", out _))
        {
            properties.Add(new PSNoteProperty("Connection", connection), preValidated: true);
        }

        return result;
    }

    private static void AddProperties(PSObject result, ResourceDescriptor resource, StatusEntity entity)
    {
        PSMemberInfoCollection<PSPropertyInfo> properties = result.Properties;

        // A name that comes twice is rare and costly to look for in the object itself.
        ulong seen = 0;
        foreach ((string name, object? value) in entity.Values)
        {
            int place = resource.IndexOf(name);
            if (place < 0)
            {
                Add(result, name, Shape(value));
            }
            else if ((seen & (1UL << place)) == 0)
            {
                seen |= 1UL << place;
                properties.Add(Property(resource.Properties[place].DisplayName, value), preValidated: true);
            }
        }
    }

    private static void Add(PSObject target, string name, object? value)
    {
        if (target.Properties[name] is null)
        {
            target.Properties.Add(Property(name, value), preValidated: true);
        }
    }

    private static PSNoteProperty Property(string name, object? value) =>
        value is DateTimeOffset date ? new DateProperty(name, date) : new StatusProperty(name, value);

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
