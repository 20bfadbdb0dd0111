using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Output;

/// <summary>
/// Converts an object of the service to an object of PowerShell with a type name, and a property for each property that the service sent.
/// </summary>
internal static class StatusObject
{
    internal const string TypePrefix = "DeviceStatus.";

    private const string PolicyName = "PolicyName";
    private const string PolicyKind = "PolicyKind";
    private const string Connection = "Connection";

    private static readonly ConcurrentDictionary<(string Noun, string? TypeName), CustomObjectFactory> Factories = new();

    /// <summary>
    /// The properties of the table views. They are hidden in an object that was read, and visible in its copy by Import-Clixml or a job.
    /// </summary>
    private static readonly HashSet<string> ViewProperties = new(
        typeof(ViewColumns).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .SelectMany(method => new[] { method.Name, "View" + method.Name }),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The properties that PowerShell adds to the objects of jobs and remote sessions.</summary>
    private static readonly HashSet<string> RemotingProperties = new(StringComparer.OrdinalIgnoreCase)
    {
        "PSComputerName", "PSShowComputerName", "PSSourceJobInstanceId", "RunspaceId",
    };

    /// <summary>Whether a property was added by this module or by PowerShell, so that it is no input of a row.</summary>
    /// <param name="name">The name of the property.</param>
    /// <param name="row">The row.</param>
    internal static bool IsAddedProperty(string name, PSObject row) => name is PolicyName or PolicyKind or Connection
        || RemotingProperties.Contains(name)
        || (ViewProperties.Contains(name)
            && row.TypeNames.Any(type => type.StartsWith("Deserialized." + TypePrefix, StringComparison.Ordinal)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static PSObject Create(StatusEntity entity, string connection)
    {
        ResourceDescriptor resource = entity.Resource;
        CustomObjectFactory factory = Factory(resource, null);
        PSObject result = factory.Create(entity.Layout.Names.Length + 2);
        if (entity.Layout.HasOnlyKnownNames && factory.NewPropertiesOf(result) is { } table)
        {
            Fill(table, entity, connection);
            return result;
        }

        // The parent id is added, so that a result can be piped to Set and Remove.
        if (resource.ParentParameter is not null)
        {
            result.Properties.Add(Property(resource.ParentParameter, entity.ParentId), preValidated: true);
        }

        AddProperties(result, resource, entity);
        AddConnection(result, entity, connection);
        return result;
    }

    /// <summary>Creates an object that also has its policy and its connection.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static PSObject Create(StatusEntity entity, string typeName, string? policyName, string policyKind, string connection)
    {
        ResourceDescriptor resource = entity.Resource;
        CustomObjectFactory factory = Factory(resource, typeName);
        PSObject result = factory.Create(entity.Layout.Names.Length + 4);
        if (entity.Layout.HasOnlyKnownNames && factory.NewPropertiesOf(result) is { } table)
        {
            table.Add(PolicyName, new PSNoteProperty(PolicyName, policyName));
            table.Add(PolicyKind, new PSNoteProperty(PolicyKind, policyKind));
            Fill(table, entity, connection);
            return result;
        }

        PSMemberInfoCollection<PSPropertyInfo> properties = result.Properties;
        properties.Add(new PSNoteProperty(PolicyName, policyName), preValidated: true);
        properties.Add(new PSNoteProperty(PolicyKind, policyKind), preValidated: true);
        if (resource.ParentParameter is { } parent)
        {
            properties.Add(Property(parent, entity.ParentId), preValidated: true);
        }

        AddProperties(result, resource, entity);
        AddConnection(result, entity, connection);
        return result;
    }

    /// <summary>Adds the properties of an object whose names are all known, so that none of them can come twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill(OrderedDictionary table, StatusEntity entity, string connection)
    {
        ResourceDescriptor resource = entity.Resource;
        if (resource.ParentParameter is { } parent)
        {
            table.Add(parent, Property(parent, entity.ParentId));
        }

        ReadOnlySpan<int> places = entity.Layout.Places;
        ReadOnlySpan<object?> values = entity.LayoutValues;
        for (int i = 0; i < places.Length; i++)
        {
            string name = resource.Properties[places[i]].DisplayName;
            table.Add(name, Property(name, values[i]));
        }

        table.Add(Connection, new PSNoteProperty(Connection, connection));
    }

    private static void AddConnection(PSObject result, StatusEntity entity, string connection)
    {
        if (!entity.Find("connection", out _))
        {
            result.Properties.Add(new PSNoteProperty(Connection, connection), preValidated: true);
        }
    }

    private static CustomObjectFactory Factory(ResourceDescriptor resource, string? typeName)
    {
        if (Factories.TryGetValue((resource.Noun, typeName), out CustomObjectFactory? known))
        {
            return known;
        }

        string[] names = [TypePrefix + resource.Noun, TypePrefix + "StatusObject"];
        IEnumerable<string> properties = resource.Properties.Select(static property => property.DisplayName)
            .Append(resource.ParentParameter ?? Connection)
            .Concat([PolicyName, PolicyKind, Connection]);
        return Factories.GetOrAdd(
            (resource.Noun, typeName), new CustomObjectFactory(typeName is null ? names : [typeName, .. names], properties.Distinct()));
    }

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static PSNoteProperty Property(string name, object? value) =>
        value is DateTimeOffset date ? new DateProperty(name, date) : new StatusProperty(name, value);
}
