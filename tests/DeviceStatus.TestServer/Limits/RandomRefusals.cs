namespace DeviceStatus.TestServer.Limits;

/// <summary>Refuses a share of requests for a reason that has nothing to do with the limit; those do not count against it.</summary>
/// <param name="inner">Counts the others.</param>
/// <param name="share">The share, from 0 to 1.</param>
/// <param name="seed">The seed of the random numbers.</param>
public sealed class RandomRefusals(IRequestLimiter inner, double share, int seed = 7) : IRequestLimiter
{
    private readonly Random _random = new(seed);

    /// <inheritdoc/>
#pragma warning disable CA5394 // The numbers simulate a service; nothing depends on their secrecy.
    public double? Take(double now) => _random.NextDouble() < share ? 1 : inner.Take(now);
#pragma warning restore CA5394
}
