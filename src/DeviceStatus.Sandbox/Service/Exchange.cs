using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Api;
using DeviceStatus.Sandbox.Protocol;
using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Service;

/// <summary>A request in progress: the data that the request and every item of its batch share.</summary>
internal sealed class Exchange
{
    private const int TypicalResponseSize = 1024;

    internal Exchange(SandboxRequest request, DateTimeOffset now, long arrived)
    {
        Request = request;
        Arrived = arrived;
        string target = request.Target.TrimStart('/');
        int end = target.AsSpan().IndexOfAny('/', '?');
        HasVersion = GraphVersionExtensions.TryParse(end < 0 ? target : target[..end], out GraphVersion version);
        string requestId = Guid.NewGuid().ToString();
        Outer = new ApiCall(request.Body)
        {
            Method = request.Method,
            Root = request.Root,
            Version = version,
            Target = end < 0 ? "/" : "/" + target[end..].TrimStart('/'),
            ContentType = request.ContentType,
            RequestId = requestId,
            ClientRequestId = string.IsNullOrEmpty(request.ClientRequestId) ? requestId : request.ClientRequestId,
            Now = now,
        };
        IsBatch = string.Equals(Outer.Path, "/$batch", StringComparison.OrdinalIgnoreCase);
    }

    internal SandboxRequest Request { get; }

    /// <summary>When the request arrived, as a timestamp of the time provider.</summary>
    internal long Arrived { get; }

    internal ApiCall Outer { get; }

    internal bool HasVersion { get; }

    internal bool IsBatch { get; }

    internal ApiCall Inner(BatchItem item) => new(item.Body)
    {
        Method = item.Method,
        Root = Outer.Root,
        Version = Outer.Version,
        Target = item.Url,
        ContentType = item.ContentType,
        RequestId = Outer.RequestId,
        ClientRequestId = item.ClientRequestId ?? Outer.ClientRequestId,
        Now = Outer.Now,
    };

    internal SandboxResponse Respond(ApiResponse response, int items = 1)
    {
        List<KeyValuePair<string, string>> headers = [];
        Add("Retry-After", response.RetryAfter);
        Add("Location", response.Location);
        Add("Allow", response.Allow);
        Add("WWW-Authenticate", response.Status == 401 ? "Bearer realm=\"\"" : null);
        return new SandboxResponse
        {
            Status = response.Status,
            RequestId = Outer.RequestId,
            ClientRequestId = Outer.ClientRequestId,
            Headers = headers,
            ContentType = response.IsText ? SandboxResponse.TextType
                : response.IsStream ? SandboxResponse.StreamType
                : SandboxResponse.JsonType,
            Body = response.Body is null ? default : JsonBytes.Of(response.Body, items * TypicalResponseSize),
        };

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                headers.Add(new(name, value));
            }
        }
    }

    internal SandboxResponse Lost() => new()
    {
        Status = 0,
        RequestId = Outer.RequestId,
        ClientRequestId = Outer.ClientRequestId,
        IsLost = true,
    };
}
