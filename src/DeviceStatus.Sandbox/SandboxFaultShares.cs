namespace DeviceStatus.Sandbox;

/// <summary>
/// Chooses random faults by share, for <see cref="SandboxOptions.Faults"/>. 429 and 503 apply to single requests and batch items. A closed
/// connection applies to an HTTP request, including all items of a batch.
/// </summary>
public sealed class SandboxFaultShares
{
    private readonly Random _random;

    /// <summary>Creates a source of faults.</summary>
    /// <param name="seed">The seed of the random numbers, or <see langword="null"/> for a random seed.</param>
    public SandboxFaultShares(int? seed = null)
    {
        _random = seed is { } number ? new Random(number) : new Random();
    }

    /// <summary>The share of 429 with <c>Retry-After: 1</c>, 0 to 1.</summary>
    public double Throttled { get; init; }

    /// <summary>The share of 503, 0 to 1.</summary>
    public double Unavailable { get; init; }

    /// <summary>The share of connections that are closed before the request is processed, 0 to 1.</summary>
    public double LostBefore { get; init; }

    /// <summary>The share of connections that are closed after the request is processed, 0 to 1.</summary>
    public double LostAfter { get; init; }

    /// <summary>Chooses the fault of a call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The fault.</returns>
    public SandboxFault Choose(SandboxCall call)
    {
        double value;
        lock (_random)
        {
            value = _random.NextDouble();
        }

        if (call.Kind != SandboxCallKind.Batch)
        {
            if ((value -= Throttled) < 0)
            {
                return SandboxFault.Throttled;
            }

            if ((value -= Unavailable) < 0)
            {
                return SandboxFault.Unavailable;
            }
        }

        if (call.Kind != SandboxCallKind.BatchItem)
        {
            if ((value -= LostBefore) < 0)
            {
                return SandboxFault.LostBefore;
            }

            if (value - LostAfter < 0)
            {
                return SandboxFault.LostAfter;
            }
        }

        return SandboxFault.None;
    }
}
