namespace DeviceStatus.Sandbox;

/// <summary>What a <see cref="SandboxCall"/> is.</summary>
public enum SandboxCallKind
{
    /// <summary>An HTTP request of its own.</summary>
    Request,

    /// <summary>The HTTP request that carries a batch.</summary>
    Batch,

    /// <summary>One item inside a batch.</summary>
    BatchItem,
}
