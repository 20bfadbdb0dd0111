namespace DeviceStatus.Sandbox;

/// <summary>The calls that a <see cref="SandboxFaultRule"/> applies to.</summary>
public enum SandboxFaultScope
{
    /// <summary>Operations: requests outside a batch and batch items, but not the requests that contain the batches.</summary>
    Operation,

    /// <summary>HTTP requests: requests outside a batch and requests that contain a batch.</summary>
    Request,

    /// <summary>Batch items only.</summary>
    Item,
}
