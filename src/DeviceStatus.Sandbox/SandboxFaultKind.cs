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

    /// <summary>
    /// 400 <c>No method match route template</c>, as the live service answers a verb that it only documents; nothing done.
    /// </summary>
    NotImplemented,

    /// <summary>The connection is lost, nothing done. Of a batch's item: nothing of the batch is done.</summary>
    LostBefore,

    /// <summary>The connection is lost after the work was done. Of a batch's item: the whole answer is lost.</summary>
    LostAfter,

    /// <summary>An error with the status code, error code and message of the fault; nothing done.</summary>
    Error,

    /// <summary>The response of a batch has no response for the item; nothing done. Outside a batch: the connection is lost.</summary>
    MissingBefore,

    /// <summary>The response of a batch has no response for the item, although the work was done. Outside a batch: the connection is lost.</summary>
    MissingAfter,
}
