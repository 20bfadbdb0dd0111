namespace DeviceStatus.Graph.Tests.Throttling.Simulation;

/// <summary>How a simulated run went.</summary>
internal sealed record SimulationResult(
    double Seconds, int Throttled, int ThrottledLater, int Sent, int Failed, IReadOnlyList<double> AcceptedAt)
{
    /// <summary>How many rows the service accepted between two moments.</summary>
    internal int Between(double from, double to) => AcceptedAt.Count(at => at >= from && at < to);
}
