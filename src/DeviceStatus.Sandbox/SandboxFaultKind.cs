namespace DeviceStatus.Sandbox;

/// <summary>The kind of an injected fault.</summary>
public enum SandboxFaultKind
{
    /// <summary>No fault.</summary>
    None,

    /// <summary>429. The call is not processed.</summary>
    Throttled,

    /// <summary>503. The call is not processed.</summary>
    Unavailable,

    /// <summary>
    /// 400 <c>No method match route template</c>, as the live service responds to a method that is only documented. The call is not
    /// processed.
    /// </summary>
    NotImplemented,

    /// <summary>The connection is closed and the call is not processed. For a batch item, no item of the batch is processed.</summary>
    LostBefore,

    /// <summary>The connection is closed after the call was processed. For a batch item, the response of the whole batch is lost.</summary>
    LostAfter,

    /// <summary>An error with the status code, error code and message of the fault. The call is not processed.</summary>
    Error,

    /// <summary>
    /// The response of a batch has no response for the item, and the item is not processed. Outside a batch, the connection is closed.
    /// </summary>
    MissingBefore,

    /// <summary>
    /// The response of a batch has no response for the item, although the item was processed. Outside a batch, the connection is closed.
    /// </summary>
    MissingAfter,
}
