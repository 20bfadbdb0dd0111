namespace DeviceStatus.Graph.Schema;

/// <summary>The versions in which something exists.</summary>
[Flags]
public enum GraphVersions
{
    /// <summary>In no version.</summary>
    None = 0,

    /// <summary>In v1.0.</summary>
    V1 = 1,

    /// <summary>In beta.</summary>
    Beta = 2,

    /// <summary>In v1.0 and in beta.</summary>
    Both = V1 | Beta,
}
