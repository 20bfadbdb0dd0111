using System.Globalization;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Requests;

/// <summary>Builds the request of a change or read: its path, version and body.</summary>
public static class RequestBuilder
{
    /// <summary>Builds the request of a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="wanted">The version of the connection, or <see langword="null"/> to select the lowest version that fits.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentException">An id is missing or not allowed in a URL, or there is nothing to create.</exception>
    /// <exception cref="NothingToChangeException">An update that changes nothing.</exception>
    public static GraphRequest Build(StatusChange change, GraphVersion? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.Operation == StatusOperation.Update && change.IsEmpty)
        {
            throw new NothingToChangeException(
                $"Nothing to change on '{change.Id}': give at least one property, or name it in -Clear to empty it.");
        }

        if (change.Operation == StatusOperation.Create && change.IsEmpty && string.IsNullOrEmpty(change.Id))
        {
            throw new ArgumentException(
                "Nothing to create: give at least one property. If the row comes from a CSV, its columns must have the names of the "
                    + "parameters; check the delimiter, too.");
        }

        ResourceDescriptor resource = change.Resource;
        GraphVersion version = wanted ?? GraphVersionSelector.Least(change);
        (HttpMethod method, string path) = change.Operation switch
        {
            StatusOperation.Create => (HttpMethod.Post, resource.CollectionPath(change.ParentId)),
            StatusOperation.Update when change.OnCollection => (HttpMethod.Patch, OnCollection(change)),
            StatusOperation.Update => (HttpMethod.Patch, resource.ItemPath(change.ParentId, change.Id)),
            _ => (HttpMethod.Delete, resource.ItemPath(change.ParentId, change.Id)),
        };
        return new GraphRequest(method, version, path, resource, change.ParentId, change);
    }

    /// <summary>Builds the read of one object.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="parentId">The id of the parent, where there is one.</param>
    /// <param name="id">The id of the object; <see langword="null"/> for a singleton.</param>
    /// <param name="properties">Names for <c>$select</c>, or <see langword="null"/> for all.</param>
    /// <param name="wanted">The version of the connection, or <see langword="null"/> to select one.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentException">An id is missing or not allowed in a URL.</exception>
    public static GraphRequest Get(
        ResourceDescriptor resource, string? parentId, string? id, IReadOnlyList<string>? properties = null, GraphVersion? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(resource);
        string path = resource.IsSingleton ? resource.CollectionPath(parentId) : resource.ItemPath(parentId, id);
        return new GraphRequest(
            HttpMethod.Get, wanted ?? GraphVersionSelector.Least(resource, properties, null),
            path + Query(resource, properties, null, null), resource, parentId);
    }

    /// <summary>Builds the read of the first page of a collection.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="parentId">The id of the parent, where there is one.</param>
    /// <param name="filter">An OData expression for <c>$filter</c>, or <see langword="null"/>.</param>
    /// <param name="properties">Names for <c>$select</c>, or <see langword="null"/> for all.</param>
    /// <param name="top">The maximum number of objects (<c>$top</c>), or <see langword="null"/>.</param>
    /// <param name="wanted">The version of the connection, or <see langword="null"/> to select one.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentException">The parent's id is missing or not allowed in a URL.</exception>
    public static GraphRequest List(
        ResourceDescriptor resource,
        string? parentId,
        string? filter = null,
        IReadOnlyList<string>? properties = null,
        int? top = null,
        GraphVersion? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(resource);
        string path = resource.CollectionPath(parentId) + Query(resource, properties, filter, top);
        return new GraphRequest(
            HttpMethod.Get, wanted ?? GraphVersionSelector.Least(resource, properties, filter), path, resource, parentId)
        {
            IsList = true,
        };
    }

    private static string OnCollection(StatusChange change) =>
        change.Resource.HasUpdateOnCollection
            ? change.Resource.CollectionPath(change.ParentId)
            : throw new ArgumentException($"{change.Resource.Noun} has no documented update on its collection.");

    private static string Query(ResourceDescriptor resource, IReadOnlyList<string>? properties, string? filter, int? top)
    {
        List<string> parts = [];
        if (!string.IsNullOrWhiteSpace(filter))
        {
            parts.Add("$filter=" + Uri.EscapeDataString(filter));
        }

        if (properties is { Count: > 0 })
        {
            // The id is always selected so that every row can be addressed. The names are sent in the case of the schema.
            IEnumerable<string> names = properties.Select(name => resource.FindProperty(name)?.Name ?? name).Prepend("id")
                .Distinct(StringComparer.Ordinal);
            parts.Add("$select=" + string.Join(",", names.Select(Uri.EscapeDataString)));
        }

        if (top is { } count)
        {
            parts.Add("$top=" + count.ToString(CultureInfo.InvariantCulture));
        }

        return parts.Count == 0 ? string.Empty : "?" + string.Join("&", parts);
    }
}
