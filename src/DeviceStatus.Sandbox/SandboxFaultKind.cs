namespace DeviceStatus.Sandbox;

/// <summary>What goes wrong with a call.</summary>
public enum SandboxFaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>429, nothing done.</summary>
    Throttled,

    /// <summary>503, nothing done.</summary>
    Unavailable,

    /// <summary>400 <c>No method match route template</c>, as the live service answers a verb that it only documents; nothing done.</summary>
    NotImplemented,

    /// <summary>The connection is lost, nothing done. Of a batch's item: nothing of the batch is done.</summary>
    LostBefore,

    /// <summary>The connection is lost after the work was done. Of a batch's item: the whole answer is lost.</summary>
    LostAfter,
}
