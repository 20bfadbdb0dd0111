namespace DeviceStatus.Graph.Schema;

/// <summary>The operations of a resource, as the documentation declares them.</summary>
[Flags]
public enum ResourceOperations
{
    /// <summary>No operation.</summary>
    None = 0,

    /// <summary>GET.</summary>
    Read = 1,

    /// <summary>POST on the collection.</summary>
    Create = 2,

    /// <summary>PATCH on the item.</summary>
    Update = 4,

    /// <summary>DELETE on the item.</summary>
    Delete = 8,

    /// <summary>All four operations.</summary>
    All = Read | Create | Update | Delete,
}
