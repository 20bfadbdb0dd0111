namespace DeviceStatus.Sandbox;

/// <summary>
/// Faults by the throw of a seeded die, for <see cref="SandboxOptions.Faults"/>. 429 and 503 hit requests and items of batches one by one;
/// lost connections hit HTTP requests, a batch as a whole.
/// </summary>
public sealed class SandboxFaultShares
{
    private readonly Random _random;

    /// <summary>Makes a source of faults.</summary>
    /// <param name="seed">The seed; <see langword="null"/> takes another each time.</param>
    public SandboxFaultShares(int? seed = null)
    {
        _random = seed is { } value ? new Random(value) : new Random();
    }

    /// <summary>The share of 429 with <c>Retry-After: 1</c>, 0 to 1.</summary>
    public double Throttled { get; init; }

    /// <summary>The share of 503, 0 to 1.</summary>
    public double Unavailable { get; init; }

    /// <summary>The share of connections lost before the work, 0 to 1.</summary>
    public double LostBefore { get; init; }

    /// <summary>The share of connections lost after the work, 0 to 1.</summary>
    public double LostAfter { get; init; }

    /// <summary>Throws the die for a call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The fault.</returns>
    public SandboxFault Choose(SandboxCall call)
    {
        double die;
        lock (_random)
        {
            die = _random.NextDouble();
        }

        if (call.Kind != SandboxCallKind.Batch)
        {
            if ((die -= Throttled) < 0)
            {
                return SandboxFault.Throttled;
            }

            if ((die -= Unavailable) < 0)
            {
                return SandboxFault.Unavailable;
            }
        }

        if (call.Kind != SandboxCallKind.BatchItem)
        {
            if ((die -= LostBefore) < 0)
            {
                return SandboxFault.LostBefore;
            }

            if (die - LostAfter < 0)
            {
                return SandboxFault.LostAfter;
            }
        }

        return SandboxFault.None;
    }
}
