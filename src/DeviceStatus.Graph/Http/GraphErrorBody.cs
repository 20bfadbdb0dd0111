namespace DeviceStatus.Graph.Http;

/// <summary>What the service says in an error body.</summary>
/// <param name="Code">The code; programs branch on it.</param>
/// <param name="Message">The text for people, taken out of the JSON that Intune puts inside.</param>
/// <param name="RawMessage">The text as it came.</param>
/// <param name="RequestId">The service's id of the request.</param>
/// <param name="ClientRequestId">The client's id of the request.</param>
internal sealed record GraphErrorBody(string? Code, string Message, string RawMessage, string? RequestId, string? ClientRequestId);
