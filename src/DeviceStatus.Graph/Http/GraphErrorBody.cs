namespace DeviceStatus.Graph.Http;

/// <summary>The content of an error body.</summary>
/// <param name="Code">The code; programs branch on it.</param>
/// <param name="Message">The text, taken out of the JSON in which Intune wraps it.</param>
/// <param name="RawMessage">The text as the service sent it.</param>
/// <param name="RequestId">The service's id of the request.</param>
/// <param name="ClientRequestId">The client's id of the request.</param>
internal sealed record GraphErrorBody(string? Code, string Message, string RawMessage, string? RequestId, string? ClientRequestId);
