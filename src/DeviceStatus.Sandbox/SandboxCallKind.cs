namespace DeviceStatus.Sandbox;

/// <summary>The kind of a <see cref="SandboxCall"/>.</summary>
public enum SandboxCallKind
{
    /// <summary>An HTTP request outside a batch.</summary>
    Request,

    /// <summary>The HTTP request that contains a batch.</summary>
    Batch,

    /// <summary>One item of a batch.</summary>
    BatchItem,
}
