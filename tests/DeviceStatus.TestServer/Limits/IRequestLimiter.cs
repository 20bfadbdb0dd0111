namespace DeviceStatus.TestServer.Limits;

/// <summary>A model of how a service limits requests. Times are seconds on one clock. Not thread-safe.</summary>
public interface IRequestLimiter
{
    /// <summary>Counts one request.</summary>
    /// <param name="now">The moment at which the service counts it; never earlier than the last one.</param>
    /// <returns><see langword="null"/> when it is accepted, else the seconds until a request would be accepted.</returns>
    double? Take(double now);
}
