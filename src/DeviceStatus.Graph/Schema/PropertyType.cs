namespace DeviceStatus.Graph.Schema;

/// <summary>The primitive types that occur in the device-status resources.</summary>
public enum PropertyType
{
    /// <summary><c>Edm.String</c>.</summary>
    Text,

    /// <summary><c>Edm.Int32</c>.</summary>
    Number,

    /// <summary><c>Edm.DateTimeOffset</c>.</summary>
    Timestamp,

    /// <summary>An enumeration, see <see cref="PropertyDescriptor.Enum"/>.</summary>
    Enum,
}
