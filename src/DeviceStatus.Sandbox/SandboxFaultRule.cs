namespace DeviceStatus.Sandbox;

/// <summary>A fault, and the calls that it applies to.</summary>
public sealed class SandboxFaultRule
{
    /// <summary>The fault.</summary>
    public required SandboxFault Fault { get; init; }

    /// <summary>The kinds of call that the rule applies to.</summary>
    public SandboxFaultScope Scope { get; init; }

    /// <summary>The HTTP method in capitals, or <see langword="null"/> for every method.</summary>
    public string? Method { get; init; }

    /// <summary>
    /// A pattern for path and query with <c>*</c> and <c>?</c>, compared without case, or <see langword="null"/> for every path.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The share of the calls that fail, 0 to 1. It has no effect together with <see cref="Calls"/>.</summary>
    public double Share { get; init; } = 1;

    /// <summary>
    /// The numbers of the calls that fail, counted from 1 among the calls that the rule applies to. Empty means by share.
    /// </summary>
    public IReadOnlyCollection<int> Calls { get; init; } = [];
}
