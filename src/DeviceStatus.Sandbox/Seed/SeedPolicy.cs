using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Sandbox.Seed;

/// <summary>A policy of the initial data.</summary>
/// <param name="Resource">The kind of policy.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its display name.</param>
/// <param name="Statuses">The number of statuses on the first day.</param>
/// <param name="ODataType">The derived type of the item in lists of policies, without namespace.</param>
internal sealed record SeedPolicy(ResourceDescriptor Resource, string Id, string Name, int Statuses, string ODataType)
{
    internal string? Description { get; init; }

    internal string Created { get; init; } = "2025-11-03T09:12:44.1830000Z";

    internal string Modified { get; init; } = "2026-05-04T07:30:00Z";

    internal int Version { get; init; } = 1;

    internal string Expires { get; init; } = "2027-01-15T00:00:00Z";

    internal string? PayloadFileName { get; init; }

    /// <summary>The index of the first device in the sequence of statuses, so that policies have different failures.</summary>
    internal int Shift { get; init; }

    internal List<KeyValuePair<int, object?>> Values() =>
    [
        .. Resource.Properties.Select((property, index) => new KeyValuePair<int, object?>(index, property.Name switch
        {
            "id" => Id,
            "displayName" or "name" => Name,
            "description" => Description,
            "createdDateTime" => Created,
            "lastModifiedDateTime" => Modified,
            "version" => Version,
            "expirationDateTime" => Expires,
            "payloadFileName" => PayloadFileName,
            _ => null,
        })),
    ];
}
