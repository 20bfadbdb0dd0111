namespace DeviceStatus.Sandbox;

/// <summary>The calls that a <see cref="SandboxFaultRule"/> looks at.</summary>
public enum SandboxFaultScope
{
    /// <summary>Operations: requests of their own and items of batches, but not the requests that carry the batches.</summary>
    Operation,

    /// <summary>HTTP requests: requests of their own and those that carry batches.</summary>
    Request,

    /// <summary>Items of batches only.</summary>
    Item,
}
