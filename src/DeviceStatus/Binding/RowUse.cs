namespace DeviceStatus.Binding;

/// <summary>
/// The use that a command makes of each row. A separate enumeration, because no field in this assembly may have a value type of the engine.
/// </summary>
internal enum RowUse
{
    /// <summary>Reads the addressed object or list.</summary>
    Read,

    /// <summary>Creates an object.</summary>
    Create,

    /// <summary>Changes an object.</summary>
    Update,

    /// <summary>Removes an object.</summary>
    Delete,
}
