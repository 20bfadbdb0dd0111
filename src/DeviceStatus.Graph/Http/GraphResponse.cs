using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Http;

/// <summary>The response to a request or to one item of a batch. Dispose it to release the memory of its body.</summary>
internal sealed class GraphResponse(IDisposable? memory = null) : IDisposable
{
    private ReadOnlyMemory<byte> _body;

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
    internal ReadOnlyMemory<byte> Body
    {
        get => _body;
        init => _body = value;
    }

    /// <summary>The body of an item of a batch: a part of the body of the batch.</summary>
    internal ReadOnlyMemory<byte> ItemBody { get; init; }

    /// <summary>The body of an item of a batch that asked for a page, already read.</summary>
    internal GraphPageBody? Page { get; init; }

    /// <summary>Why the body is not complete; <see langword="null"/> when it is.</summary>
    internal Exception? BodyError { get; set; }

    internal bool IsSuccess => Status is >= 200 and <= 299;

    /// <summary>Throws when the body is not complete.</summary>
    internal GraphResponse EnsureComplete() => BodyError is null ? this : throw BodyError;

    /// <inheritdoc/>
    public void Dispose()
    {
        _body = default;
        memory?.Dispose();
    }

    /// <summary>The wait that the service requests. An HTTP date is compared with the service's own clock.</summary>
    internal TimeSpan? ParseRetryAfter(TimeProvider clock) => Retry.RetryAfter.Parse(RetryAfter, Date ?? clock.GetUtcNow());

    /// <summary>The body, of a request or of an item of a batch.</summary>
    internal ReadOnlyMemory<byte> Content => ItemBody.IsEmpty ? Body : ItemBody;

    /// <summary>The body as an object of a resource, or null when it is no JSON object.</summary>
    internal StatusEntity? GetEntity(ResourceDescriptor resource, string? parentId) =>
        Content.IsEmpty ? null : EntityReader.Read(Content.Span, resource, parentId);

    /// <summary>The body as an object, or null when it is none, such as the HTML page of a proxy.</summary>
    internal JObject? GetJsonObject()
    {
        if (Content.IsEmpty)
        {
            return null;
        }

        try
        {
            using JsonTextReader reader = GraphJson.Reader(Content);
            return JToken.ReadFrom(reader) as JObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
