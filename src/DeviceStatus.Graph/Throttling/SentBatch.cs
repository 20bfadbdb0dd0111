namespace DeviceStatus.Graph.Throttling;

/// <summary>Requests that the service counted at about the same time.</summary>
/// <param name="At">The latest time at which it can have counted them.</param>
/// <param name="Requests">Requests of any kind.</param>
/// <param name="Writes">Writes among them.</param>
internal readonly record struct SentBatch(DateTimeOffset At, int Requests, int Writes);
