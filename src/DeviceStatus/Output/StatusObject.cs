using System.Collections.Concurrent;
using System.Management.Automation;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Output;

/// <summary>
/// Converts an object of the service to an object of PowerShell with a type name, and a property for each property that the service sent.
/// </summary>
internal static class StatusObject
{
    internal const string TypePrefix = "DeviceStatus.";

    private static readonly ConcurrentDictionary<(string Noun, string? TypeName), CustomObjectFactory> Factories = new();

    /// <summary>Whether a property was added by this module, so that it is no input of a row.</summary>
    internal static bool IsAddedProperty(string name) => name is "PolicyName" or "PolicyKind" or "Connection";

    internal static PSObject Create(StatusEntity entity, string connection)
    {
        // The parent id is added, so that a result can be piped to Set and Remove.
        ResourceDescriptor resource = entity.Resource;
        PSObject result = Factory(resource.Noun, null).Create(entity.Layout.Names.Length + 2);
        if (resource.ParentParameter is not null)
        {
            result.Properties.Add(Property(resource.ParentParameter, entity.ParentId), preValidated: true);
        }

        AddProperties(result, resource, entity);
        AddConnection(result, entity, connection);
        return result;
    }

    /// <summary>Creates an object that also has its policy and its connection.</summary>
    internal static PSObject Create(StatusEntity entity, string typeName, string? policyName, string policyKind, string connection)
    {
        ResourceDescriptor resource = entity.Resource;
        PSObject result = Factory(resource.Noun, typeName).Create(entity.Layout.Names.Length + 4);
        PSMemberInfoCollection<PSPropertyInfo> properties = result.Properties;
        properties.Add(new PSNoteProperty("PolicyName", policyName), preValidated: true);
        properties.Add(new PSNoteProperty("PolicyKind", policyKind), preValidated: true);
        if (resource.ParentParameter is { } parent)
        {
            properties.Add(Property(parent, entity.ParentId), preValidated: true);
        }

        AddProperties(result, resource, entity);
        AddConnection(result, entity, connection);
        return result;
    }

    private static void AddConnection(PSObject result, StatusEntity entity, string connection)
    {
        if (!entity.Find("connection", out _))
        {
            result.Properties.Add(new PSNoteProperty("Connection", connection), preValidated: true);
        }
    }

    private static CustomObjectFactory Factory(string noun, string? typeName) => Factories.GetOrAdd((noun, typeName), static key =>
    {
        string[] names = [TypePrefix + key.Noun, TypePrefix + "StatusObject"];
        return new CustomObjectFactory(key.TypeName is null ? names : [key.TypeName, .. names]);
    });

    private static void AddProperties(PSObject result, ResourceDescriptor resource, StatusEntity entity)
    {
        PSMemberInfoCollection<PSPropertyInfo> properties = result.Properties;
        ReadOnlySpan<int> places = entity.Layout.Places;
        ReadOnlySpan<object?> values = entity.LayoutValues;

        // Duplicate names are rare, and finding them in the object itself is slow.
        ulong seen = 0;
        for (int i = 0; i < places.Length; i++)
        {
            int place = places[i];
            if (place < 0)
            {
                Add(result, entity.Layout.Names[i], NestedValue.ToPowerShell(values[i]));
            }
            else if ((seen & (1UL << place)) == 0)
            {
                seen |= 1UL << place;
                properties.Add(Property(resource.Properties[place].DisplayName, values[i]), preValidated: true);
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
}
