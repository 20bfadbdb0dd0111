namespace DeviceStatus.Sandbox;

/// <summary>A fault to inject.</summary>
/// <param name="Kind">The kind of fault.</param>
/// <param name="RetryAfter">The raw text of the <c>Retry-After</c> header of an error, or <see langword="null"/> to send no header.</param>
public readonly record struct SandboxFault(SandboxFaultKind Kind, string? RetryAfter = null)
{
    /// <summary>No fault.</summary>
    public static SandboxFault None => default;

    /// <summary>A 429 response with <c>Retry-After: 1</c>.</summary>
    public static SandboxFault Throttled => new(SandboxFaultKind.Throttled, "1");

    /// <summary>A 503 response without <c>Retry-After</c>.</summary>
    public static SandboxFault Unavailable => new(SandboxFaultKind.Unavailable);

    /// <summary>A connection that is closed before the request is processed.</summary>
    public static SandboxFault LostBefore => new(SandboxFaultKind.LostBefore);

    /// <summary>A connection that is closed after the request is processed.</summary>
    public static SandboxFault LostAfter => new(SandboxFaultKind.LostAfter);

    /// <summary>The status code of a fault of the kind <see cref="SandboxFaultKind.Error"/>, 400 to 599.</summary>
    public int StatusCode { get; init; }

    /// <summary>The error code in the body of such a fault, or <see langword="null"/> for the usual code of the status.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The message in the body of such a fault, or <see langword="null"/> for a general message.</summary>
    public string? Message { get; init; }
}
