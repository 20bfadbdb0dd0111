namespace DeviceStatus.Graph.Http;

/// <summary>The run and the row that wait for a response.</summary>
/// <param name="Run">The run that sent the request; <see langword="null"/> when nobody takes rows in order.</param>
/// <param name="Row">The number of the first row that the response is about.</param>
internal readonly record struct ResponseOwner(object? Run, long Row);
