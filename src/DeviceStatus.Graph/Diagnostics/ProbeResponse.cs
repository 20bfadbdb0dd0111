using DeviceStatus.Graph.Http;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Diagnostics;

/// <summary>The response to a probe, and its meaning for the operation.</summary>
internal sealed class ProbeResponse
{
    internal required TimeSpan Duration { get; init; }

    internal int? StatusCode { get; init; }

    internal string? ErrorCode { get; init; }

    internal string ErrorMessage { get; init; } = string.Empty;

    internal JObject? Body { get; init; }

    internal bool IsSuccess => StatusCode is >= 200 and <= 299;

    /// <summary>The objects of a list.</summary>
    internal IReadOnlyList<JObject> Items => Body?["value"] is JArray list ? [.. list.OfType<JObject>()] : [];

    internal string? NextLink => (Body?["@odata.nextLink"] as JValue)?.Value as string;

    /// <summary>The state that a refusal means.</summary>
    internal ProbeState Refusal => StatusCode switch
    {
        null => ProbeState.Unknown,
        404 or 410 => ProbeState.NotFound,
        400 when Contains(GraphFailureFactory.NoSegment) => ProbeState.NotFound,
        405 or 501 => ProbeState.NotAllowed,
        400 when Contains(GraphFailureFactory.NoRoute) => ProbeState.NotAllowed,
        >= 400 and < 500 and not 429 and not 408 => ProbeState.Refused,
        _ => ProbeState.Unknown,
    };

    /// <summary>The result of an operation that this is the response to.</summary>
    internal ProbeResult ToResult(string kind, string operation, ProbeState state, string note) =>
        new(kind, operation, state, StatusCode, ErrorCode, Duration, note);

    /// <summary>The result of an operation that was refused.</summary>
    internal ProbeResult ToRefusal(string kind, string operation) => ToResult(kind, operation, Refusal, Refusal switch
    {
        ProbeState.NotFound => "The service does not know the collection.",
        ProbeState.NotAllowed => "The service does not implement the method.",
        ProbeState.Refused when StatusCode is 401 or 403 => "The permission is missing.",
        ProbeState.Refused => "The service refused the request.",
        _ when StatusCode is null => "No response came.",
        _ => "The service failed.",
    });

    /// <summary>Reads a response.</summary>
    internal static ProbeResponse Read(GraphResponse response, TimeSpan duration)
    {
        JObject? body = response.GetJsonObject();
        GraphErrorBody? error = response.IsSuccess ? null : GraphErrorParser.Parse(body);
        return new ProbeResponse
        {
            Duration = duration,
            StatusCode = response.Status,
            ErrorCode = error?.Code,
            ErrorMessage = error is null ? string.Empty : error.Message + " " + error.RawMessage,
            Body = body,
        };
    }

    private bool Contains(string phrase) =>
        (ErrorCode?.Contains(phrase, StringComparison.OrdinalIgnoreCase) ?? false)
            || ErrorMessage.Contains(phrase, StringComparison.OrdinalIgnoreCase);
}
