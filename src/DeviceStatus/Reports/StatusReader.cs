using System.Management.Automation;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Reports;

/// <summary>Converts objects of the pipeline to statuses of snapshots.</summary>
internal static class StatusReader
{
    /// <summary>Properties that this module adds to a status, and those that PowerShell adds to remote objects.</summary>
    private static readonly HashSet<string> Outside = new(
        [
            "Id", "PolicyName", "PolicyKind", "Connection", "TenantId",
            "PSComputerName", "RunspaceId", "PSShowComputerName", "PSSourceJobInstanceId",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a status.</summary>
    /// <param name="input">A status of this module, or a row of a file with the same columns.</param>
    /// <returns>The status, or <see langword="null"/> for any other object.</returns>
    internal static SnapshotStatus? Read(PSObject input)
    {
        if (ResourceOf(input) is not { IsSingleton: false } resource
            || (ObjectReader.Text(input, "Id") ?? ReportKey(input, resource)) is not { } id)
        {
            return null;
        }

        string? connection = ConnectionName(input);
        return new SnapshotStatus
        {
            Noun = resource.Noun,
            Id = id,
            Connection = connection,
            TenantId = ObjectReader.Text(input, "TenantId") ?? TenantOf(connection),
            PolicyId = ObjectReader.Text(input, resource.ParentParameter),
            PolicyName = ObjectReader.Text(input, "PolicyName"),
            Values = SnapshotStatus.InOrder(resource, Values(input, resource)),
        };
    }

    /// <summary>The tenant of a connection that is open.</summary>
    internal static string? TenantOf(string? connection) => connection is null ? null : ConnectionStore.Find(connection)?.TenantId;

    /// <summary>The name of the connection of an object.</summary>
    internal static string? ConnectionName(PSObject input) =>
        ObjectReader.Value(input, "Connection") is Connection connection ? connection.Name : ObjectReader.Text(input, "Connection");

    /// <summary>The resource of a status: by its type, its kind of policy, or the column of the policy's id.</summary>
    internal static ResourceDescriptor? ResourceOf(PSObject input)
    {
        if (ObjectReader.Resource(input) is { } resource)
        {
            return resource;
        }

        string ending = input.Properties["UserDisplayName"] is null ? "DeviceStatus" : "UserStatus";
        if (ObjectReader.Text(input, "PolicyKind") is { } kind)
        {
            return SnapshotStatus.FindResource(kind + ending);
        }

        return GraphSchema.StatusResources.FirstOrDefault(one =>
            one.ParentParameter is { } parent
                && one.Noun.EndsWith(ending, StringComparison.Ordinal)
                && input.Properties[parent] is not null);
    }

    /// <summary>A row of a report has no id; its device and its user distinguish it from the other rows of the policy.</summary>
    private static string? ReportKey(PSObject input, ResourceDescriptor resource) =>
        resource.Parent is null ? null : SnapshotStatus.ReportId(name => ObjectReader.Text(input, name));

    private static IEnumerable<KeyValuePair<string, object?>> Values(PSObject input, ResourceDescriptor resource)
    {
        foreach (PSPropertyInfo property in input.Properties)
        {
            if (property.MemberType is PSMemberTypes.NoteProperty or PSMemberTypes.Property && !Outside.Contains(property.Name)
                && !string.Equals(property.Name, resource.ParentParameter, StringComparison.OrdinalIgnoreCase))
            {
                yield return KeyValuePair.Create(
                    property.Name,
                    Typed(resource.FindProperty(property.Name), ObjectReader.Bare(property.Value)));
            }
        }
    }

    /// <summary>
    /// Converts a value to the type of the schema. An invalid value is kept, because the service has values that no schema defines.
    /// </summary>
    private static object? Typed(PropertyDescriptor? property, object? value)
    {
        if (value is DateTime date)
        {
            return PropertyConverter.FromDateTime(date);
        }

        if (property is null || property.Type is PropertyType.Text or PropertyType.Enum || value is not string text)
        {
            return value;
        }

        try
        {
            return PropertyConverter.Convert(property, text);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
