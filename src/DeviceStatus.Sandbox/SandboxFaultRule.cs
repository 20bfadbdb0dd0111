namespace DeviceStatus.Sandbox;

/// <summary>A fault, and the calls that it hits.</summary>
public sealed class SandboxFaultRule
{
    /// <summary>The fault.</summary>
    public required SandboxFault Fault { get; init; }

    /// <summary>The calls that the rule looks at.</summary>
    public SandboxFaultScope Scope { get; init; }

    /// <summary>The HTTP method in capitals; <see langword="null"/> is every method.</summary>
    public string? Method { get; init; }

    /// <summary>A pattern for path and query with <c>*</c> and <c>?</c>, without regard to case; <see langword="null"/> is every path.</summary>
    public string? Path { get; init; }

    /// <summary>The share of the calls that are hit, 0 to 1. It has no effect together with <see cref="Calls"/>.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The numbers of the calls that are hit, counted from 1 among those that the rule looks at; empty is by share.</summary>
    public IReadOnlyCollection<int> Calls { get; init; } = [];
}
