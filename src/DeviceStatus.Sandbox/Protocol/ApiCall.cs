using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Protocol;

/// <summary>One call on a resource: a request of its own or an item of a batch.</summary>
internal sealed class ApiCall
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly JToken? _parsed;

    internal ApiCall(ReadOnlyMemory<byte> body)
    {
        _body = body;
    }

    internal ApiCall(JToken? parsed)
    {
        _parsed = parsed;
    }

    internal required string Method { get; init; }

    /// <summary>Scheme and authority, for the URLs in responses.</summary>
    internal required string Root { get; init; }

    internal required GraphVersion Version { get; init; }

    /// <summary>Path and query below the version, escaped, with a leading slash.</summary>
    internal required string Target
    {
        get => Query.Length == 0 ? Path : Path + "?" + Query;
        init
        {
            int mark = value.IndexOf('?', StringComparison.Ordinal);
            Path = mark < 0 ? value : value[..mark];
            Query = mark < 0 ? string.Empty : value[(mark + 1)..];
        }
    }

    internal string Path { get; private init; } = string.Empty;

    internal string Query { get; private init; } = string.Empty;

    internal string? ContentType { get; init; }

    internal required string RequestId { get; init; }

    internal required string ClientRequestId { get; init; }

    internal required DateTimeOffset Now { get; init; }

    internal bool IsWrite => Method != "GET";

    internal string VersionRoot => $"{Root}/{Version.ToSegment()}";

    /// <summary>Reads the body.</summary>
    /// <exception cref="ApiException">The body is missing, its content type is not JSON, or it is not a JSON object.</exception>
    internal JObject ReadBody()
    {
        if (ContentType is null || !ContentType.AsSpan().TrimStart().StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw new ApiException(
                415, "UnsupportedMediaType", $"The content type '{ContentType}' is not supported; send application/json.");
        }

        try
        {
            JToken body = _parsed ?? (_body.IsEmpty ? throw new FormatException("The body is empty.") : StrictJson.Parse(_body));
            return body as JObject ?? throw new FormatException("The body is not a JSON object.");
        }
        catch (FormatException exception)
        {
            throw new ApiException(400, "BadRequest", "The JSON of the request cannot be read. " + exception.Message);
        }
    }
}
