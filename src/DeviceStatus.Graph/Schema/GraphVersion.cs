namespace DeviceStatus.Graph.Schema;

/// <summary>A version of the Microsoft Graph API, as used in URLs.</summary>
public enum GraphVersion
{
    /// <summary><c>v1.0</c>, the supported version.</summary>
    V1 = 0,

    /// <summary><c>beta</c>, which may change without notice.</summary>
    Beta = 1,
}
