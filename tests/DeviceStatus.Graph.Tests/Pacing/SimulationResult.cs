namespace DeviceStatus.Graph.Tests.Pacing;

/// <summary>How a simulated run went.</summary>
internal sealed record SimulationResult(double Seconds, int Throttled, int Sent, int Failed, IReadOnlyList<double> AcceptedAt)
{
    /// <summary>How many rows the service accepted between two moments.</summary>
    internal int Between(double from, double to) => AcceptedAt.Count(at => at >= from && at < to);
}
