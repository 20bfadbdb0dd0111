namespace DeviceStatus.Binding;

/// <summary>
/// What a command does with each row. An enumeration of the module's own: no field of its types may have a value type of the engine.
/// </summary>
internal enum RowUse
{
    /// <summary>Reads what the row addresses.</summary>
    Read,

    /// <summary>Creates an object.</summary>
    Create,

    /// <summary>Changes an object.</summary>
    Update,

    /// <summary>Removes an object.</summary>
    Delete,
}
