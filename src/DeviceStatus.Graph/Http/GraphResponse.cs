using DeviceStatus.Graph.Requests;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Http;

/// <summary>A response: of a request, or of one item of a batch.</summary>
internal sealed class GraphResponse
{
    internal required int Status { get; init; }

    internal string? RetryAfter { get; init; }

    /// <summary>The time of the service, from the Date header.</summary>
    internal DateTimeOffset? Date { get; init; }

    internal string? RequestId { get; init; }

    internal string? ClientRequestId { get; init; }

    internal string? ContentType { get; init; }

    /// <summary>The claims challenge of a 401, decoded.</summary>
    internal string? Claims { get; init; }

    /// <summary>The body of the response to a single request; empty for 204.</summary>
    internal ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body of an item of a batch, already read.</summary>
    internal JToken? Json { get; init; }

    /// <summary>The body of an item of a batch that asked for a page, already read.</summary>
    internal GraphPageBody? Page { get; init; }

    /// <summary>Why the body is not complete; <see langword="null"/> when it is.</summary>
    internal Exception? BodyError { get; set; }

    internal bool IsSuccess => Status is >= 200 and <= 299;

    /// <summary>Throws when the body is not complete.</summary>
    internal GraphResponse EnsureComplete() => BodyError is null ? this : throw BodyError;

    /// <summary>The wait that the service asks for. An HTTP date is compared with the service's own clock.</summary>
    internal TimeSpan? ParseRetryAfter(TimeProvider clock) => Retry.RetryAfter.Parse(RetryAfter, Date ?? clock.GetUtcNow());

    /// <summary>A reader before the body, wherever it is; null when there is none.</summary>
    internal JsonReader? OpenBody() => Json?.CreateReader() ?? (Body.IsEmpty ? null : GraphJson.Reader(Body));

    /// <summary>The body as an object, or null when it is none: an HTML page of a proxy, say.</summary>
    internal JObject? GetJsonObject()
    {
        if (Json is not null || Body.IsEmpty)
        {
            return Json as JObject;
        }

        try
        {
            using JsonTextReader reader = GraphJson.Reader(Body);
            return JToken.ReadFrom(reader) as JObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
