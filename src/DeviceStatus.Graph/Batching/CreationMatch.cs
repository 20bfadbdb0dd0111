namespace DeviceStatus.Graph.Batching;

/// <summary>Whether the object of a POST in doubt is in its collection.</summary>
internal enum CreationMatch
{
    /// <summary>No object has the values of the row, or other rows account for all that have.</summary>
    Missing,

    /// <summary>An object that no other row accounts for has the values of the row.</summary>
    Found,

    /// <summary>An object has the values of the row, but may be that of a row that is still under way.</summary>
    Uncertain,
}
