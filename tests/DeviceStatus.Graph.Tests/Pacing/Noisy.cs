namespace DeviceStatus.Graph.Tests.Pacing;

/// <summary>Refuses a share of requests for no reason of the quota's.</summary>
internal sealed class Noisy(IQuotaModel inner, double share) : IQuotaModel
{
    private readonly Random _random = new(7);

    public double? Take(double now) => _random.NextDouble() < share ? 1 : inner.Take(now);
}
