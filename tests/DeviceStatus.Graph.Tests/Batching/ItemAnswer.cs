using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>The made-up answer of one call.</summary>
internal sealed record ItemAnswer(int Status, JToken? Body = null, string? RetryAfter = null)
{
    internal JObject ToResponse(JObject item)
    {
        JObject response = BatchServer.Response(item, Status);
        if (RetryAfter is not null)
        {
            response["headers"] = new JObject { ["Retry-After"] = RetryAfter };
        }

        if (Body is not null)
        {
            response["body"] = Body;
        }

        return response;
    }
}
