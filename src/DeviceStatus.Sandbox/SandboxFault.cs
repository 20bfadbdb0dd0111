namespace DeviceStatus.Sandbox;

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
