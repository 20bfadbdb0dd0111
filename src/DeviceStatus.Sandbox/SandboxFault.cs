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

/// <summary>A call that is about to be worked on, as a fault hook sees it.</summary>
/// <param name="Kind">Whether it is a request, a batch or an item of one.</param>
/// <param name="Method">The HTTP method in capitals.</param>
/// <param name="Url">Path and query as sent; of an item, relative to the version.</param>
/// <param name="ItemId">The item's id within the batch, else <see langword="null"/>.</param>
public readonly record struct SandboxCall(SandboxCallKind Kind, string Method, string Url, string? ItemId);

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

/// <summary>A fault to inject.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="RetryAfter">The raw text of the <c>Retry-After</c> header with 429 and 503; <see langword="null"/> sends none.</param>
public readonly record struct SandboxFault(SandboxFaultKind Kind, string? RetryAfter = null)
{
    /// <summary>No fault.</summary>
    public static SandboxFault None => default;

    /// <summary>A 429 that asks for one second.</summary>
    public static SandboxFault Throttled => new(SandboxFaultKind.Throttled, "1");

    /// <summary>A 503 without <c>Retry-After</c>.</summary>
    public static SandboxFault Unavailable => new(SandboxFaultKind.Unavailable);

    /// <summary>A connection lost before the work.</summary>
    public static SandboxFault LostBefore => new(SandboxFaultKind.LostBefore);

    /// <summary>A connection lost after the work.</summary>
    public static SandboxFault LostAfter => new(SandboxFaultKind.LostAfter);
}
