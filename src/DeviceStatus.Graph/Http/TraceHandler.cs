using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using DeviceStatus.Graph.Text;

namespace DeviceStatus.Graph.Http;

/// <summary>
/// Writes the method, URL, status and known headers of each request and response to the log of its caller. Bodies contain names of people
/// and are written only when the log includes them.
/// </summary>
internal sealed class TraceHandler : DelegatingHandler
{
    internal static readonly HttpRequestOptionsKey<GraphLog> Log = new("DeviceStatus.Log");

    private const int MaxBodyLength = 8 * 1024;
    private const int MaxLineLength = 4 * 1024;

    /// <summary>
    /// Headers whose value contains no secret and helps with a support case. Only the name of every other header is shown.
    /// </summary>
    private static readonly FrozenSet<string> KnownHeaders = new[]
    {
        "Accept", "Accept-Encoding", "Allow", "Cache-Control", "client-request-id", "Connection", "Content-Encoding", "Content-Length",
        "Content-Type", "Date", "OData-Version", "Prefer", "Preference-Applied", "RateLimit-Limit", "RateLimit-Remaining",
        "RateLimit-Reset",
        "request-id", "Retry-After", "retry-after-ms", "SdkVersion", "Server", "Strict-Transport-Security", "Transfer-Encoding",
        "User-Agent", "Vary", "Via",
        "x-ms-ags-diagnostic", "x-ms-resource-unit", "x-ms-throttle-information", "x-ms-throttle-limit-percentage", "x-ms-throttle-scope",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes a response body when the log includes bodies.</summary>
    internal static void WriteBody(GraphLog? log, ReadOnlySpan<byte> body)
    {
        if (log is { IncludesBodies: true, Debug: { } write } && !body.IsEmpty)
        {
            write("  " + Body(body));
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(Log, out GraphLog? log) || log?.Debug is not { } write)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        long start = Stopwatch.GetTimestamp();
        string body = log.IncludesBodies && request.Content is RequestBody.Content json ? Body(json.Utf8.Span) : string.Empty;
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
            write(TextSanitizer.Sanitize($"< no response: {exception.GetType().Name}: {exception.Message}"));
            throw;
        }
    }

    private static string Describe(string first, HttpHeaders headers, HttpContentHeaders? contentHeaders, string body)
    {
        StringBuilder text = new(TextSanitizer.Sanitize(first, MaxLineLength));
        foreach ((string name, HeaderStringValues values) in headers.NonValidated)
        {
            Append(text, name, values);
        }

        if (contentHeaders is not null)
        {
            foreach ((string name, HeaderStringValues values) in contentHeaders.NonValidated)
            {
                Append(text, name, values);
            }
        }

        if (body.Length > 0)
        {
            text.AppendLine().Append("  ").Append(body);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, HeaderStringValues values) => text.AppendLine().Append("  ")
        .Append(TextSanitizer.Sanitize(name)).Append(": ")
        .Append(KnownHeaders.Contains(name) ? TextSanitizer.Sanitize(values.ToString()) : "<redacted>");

    private static string Body(ReadOnlySpan<byte> utf8) =>
        TextSanitizer.SanitizeBody(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 16 * MaxBodyLength)]), MaxBodyLength);
}
