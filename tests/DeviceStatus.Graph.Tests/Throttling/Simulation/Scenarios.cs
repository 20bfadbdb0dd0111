using DeviceStatus.TestServer.Limits;

namespace DeviceStatus.Graph.Tests.Throttling.Simulation;

/// <summary>The services, latencies and other clients that the simulations name.</summary>
internal static class Scenarios
{
    /// <summary>The limiter of a name; <paramref name="limit"/> requests in 20 s unless the name says otherwise.</summary>
    internal static IRequestLimiter Service(string name, int limit = 100) => name switch
    {
        "sliding" => new SlidingWindowLimiter(_ => limit),
        "sliding, refused count" => new SlidingWindowLimiter(_ => limit, countsRefused: true),
        "fixed" => new FixedWindowLimiter(_ => limit),
        "fixed, from 7.3 s" => new FixedWindowLimiter(_ => limit, offset: 7.3),
        "bucket" => new TokenBucketLimiter(limit, limit / 20.0),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    internal static Latency Latency(string name) => name switch
    {
        "50 ms, counted first" => _ => (0.01, 0.05),
        "50 ms, counted last" => _ => (0.05, 0.05),
        "1 s, counted first" => _ => (0.02, 1),
        "1 s, counted last" => _ => (0.98, 1),
        "2 s, counted first" => _ => (0.02, 2),
        "2 s, counted last" => _ => (1.98, 2),
        "0.2 to 2 s, counted first" => random => (0.02, Spread(random, 0.2, 2)),
        "0.2 to 2 s, counted last" => random =>
        {
            double total = Spread(random, 0.2, 2);
            return (total - 0.02, total);
        }
        ,
        "1 to 2 s, both ways" => random =>
        {
            double before = Spread(random, 0.5, 1);
            return (before, before + Spread(random, 0.5, 1));
        }
        ,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    internal static IEnumerable<double> Other(string name) => name switch
    {
        "even" => Series(0.13, 0.4, 1),
        "50 at once" => Series(3.3, 20, 50),
        "10 at once" => Series(1.1, 4, 10),
        "random" => Poisson(0.4),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static double Spread(Random random, double least, double most) => least + ((most - least) * random.NextDouble());

    private static IEnumerable<double> Series(double first, double every, int count)
    {
        for (double at = first; ; at += every)
        {
            for (int i = 0; i < count; i++)
            {
                yield return at;
            }
        }
    }

    private static IEnumerable<double> Poisson(double mean)
    {
        Random random = new(3);
        for (double at = 0; ; at -= Math.Log(1 - random.NextDouble()) * mean)
        {
            yield return at;
        }
    }
}
