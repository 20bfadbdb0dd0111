namespace DeviceStatus.Graph.Diagnostics;

/// <summary>What the service does with an operation.</summary>
public enum ProbeState
{
    /// <summary>The operation could not be tried, or the response does not show its effect.</summary>
    Unknown = 0,

    /// <summary>The operation works as documented.</summary>
    Supported,

    /// <summary>The service accepts the operation and ignores it.</summary>
    Ignored,

    /// <summary>The service refuses the request, for example for a missing permission or a query option that it does not know.</summary>
    Refused,

    /// <summary>The documented method is not implemented.</summary>
    NotAllowed,

    /// <summary>The collection or the object does not exist.</summary>
    NotFound,
}
