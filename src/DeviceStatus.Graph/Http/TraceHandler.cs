using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace DeviceStatus.Graph.Http;

/// <summary>Writes each request and answer to the log of whoever sent it, with the token blotted out.</summary>
internal sealed class TraceHandler : DelegatingHandler
{
    internal static readonly HttpRequestOptionsKey<GraphLog> Log = new("DeviceStatus.Log");

    private const int MaxBody = 8 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(Log, out GraphLog? log) || log?.Debug is not { } write)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        long start = Stopwatch.GetTimestamp();
        string body = request.Content is RequestBody.Content json ? Encoding.UTF8.GetString(json.Utf8.Span) : string.Empty;
        write(Describe($"> {request.Method} {request.RequestUri}", request.Headers, request.Content?.Headers, body));
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"< {(int)response.StatusCode} {response.ReasonPhrase} after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");
            write(Describe(line, response.Headers, response.Content.Headers, string.Empty));
            return response;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            write($"< no answer: {exception.GetType().Name}: {exception.Message}");
            throw;
        }
    }

    private static string Describe(
        string first,
        System.Net.Http.Headers.HttpHeaders headers,
        System.Net.Http.Headers.HttpHeaders? contentHeaders,
        string body)
    {
        StringBuilder text = new(first);
        foreach ((string name, IEnumerable<string> values) in headers.Concat(contentHeaders ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
        {
            text.AppendLine().Append("  ").Append(name).Append(": ").Append(IsSecret(name) ? "<redacted>" : string.Join(", ", values));
        }

        if (body.Length > 0)
        {
            text.AppendLine().Append("  ").Append(body.Length > MaxBody ? string.Concat(body.AsSpan(0, MaxBody), "…") : body);
        }

        return text.ToString();
    }

    private static bool IsSecret(string header) =>
        header.Contains("auth", StringComparison.OrdinalIgnoreCase) || header.Contains("cookie", StringComparison.OrdinalIgnoreCase)
        || header.Contains("token", StringComparison.OrdinalIgnoreCase) || header.Contains("secret", StringComparison.OrdinalIgnoreCase);
}
