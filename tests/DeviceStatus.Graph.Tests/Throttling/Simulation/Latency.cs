namespace DeviceStatus.Graph.Tests.Throttling.Simulation;

/// <summary>What a simulated request meets: how long until the service counts it, and how long until the answer is back. Seconds.</summary>
internal delegate (double Before, double Total) Latency(Random random);
