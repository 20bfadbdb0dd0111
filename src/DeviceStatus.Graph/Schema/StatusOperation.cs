namespace DeviceStatus.Graph.Schema;

/// <summary>The operation of a change.</summary>
public enum StatusOperation
{
    /// <summary>POST: creates an object.</summary>
    Create,

    /// <summary>PATCH: changes properties of an object.</summary>
    Update,

    /// <summary>DELETE: removes an object.</summary>
    Delete,
}
