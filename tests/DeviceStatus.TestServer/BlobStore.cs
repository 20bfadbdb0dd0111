using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace DeviceStatus.TestServer;

/// <summary>
/// A container of a storage account below <c>/__blobs/</c>, as far as its REST interface is used: a blob is put whole and read whole.
/// </summary>
internal sealed class BlobStore
{
    internal const string Prefix = "/__blobs/";

    private readonly ConcurrentDictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);

    internal async Task AnswerAsync(HttpContext context)
    {
        string name = context.Request.Path.Value!;
        if (!context.Request.Headers.ContainsKey("Authorization") || !context.Request.Headers.ContainsKey("x-ms-version"))
        {
            context.Response.StatusCode = 403;
        }
        else if (context.Request.Method == "PUT" && context.Request.Headers["x-ms-blob-type"] == "BlockBlob")
        {
            using MemoryStream copy = new();
            await context.Request.Body.CopyToAsync(copy, context.RequestAborted);
            _blobs[name] = copy.ToArray();
            context.Response.StatusCode = 201;
        }
        else if (context.Request.Method == "GET" && _blobs.TryGetValue(name, out byte[]? content))
        {
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }
}
