using System.Text;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Text;

namespace DeviceStatus.Graph.Http;

/// <summary>Reads a response to its end, up to a limit.</summary>
internal static class ResponseReader
{
    /// <summary>The token of the sandbox is shorter, and is an ordinary word that must not be replaced.</summary>
    private const int MinTokenLength = 16;

    /// <summary>A challenge is a short JSON object, which the sign-in receives.</summary>
    private const int MaxClaimsLength = 16 * 1024;

    /// <summary>
    /// Reads a response. When its body is incomplete, the received part is kept with the reason: the items in it are complete.
    /// </summary>
    /// <param name="response">The response, whose headers have arrived.</param>
    /// <param name="maxBytes">The maximum length in bytes.</param>
    /// <param name="budget">The memory for large responses.</param>
    /// <param name="owner">The run and the row that wait for the response.</param>
    /// <param name="timeout">The time limit of the request, which is paused during a wait for memory.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal static async Task<GraphResponse> ReadAsync(
        HttpResponseMessage response,
        long maxBytes,
        ResponseBudget budget,
        ResponseOwner owner,
        RequestTimeout timeout,
        CancellationToken cancellationToken)
    {
        ResponseBody body = new(maxBytes, budget, owner);
        Exception? cutOff = await ReadBodyAsync(response.Content, body, maxBytes, timeout, cancellationToken).ConfigureAwait(false);
        RemoveToken(body.Bytes, response.RequestMessage?.Headers.Authorization?.Parameter);
        return new GraphResponse(body)
        {
            Status = (int)response.StatusCode,
            RetryAfter = RetryAfter.Select(
                Header(response, "Retry-After"),
                RetryAfter.MillisecondHeaders.Select(name => Header(response, name)).FirstOrDefault(static value => value is not null)),
            Date = response.Headers.Date,
            RequestId = Header(response, "request-id"),
            ClientRequestId = Header(response, "client-request-id"),
            ContentType = response.Content.Headers.ContentType?.MediaType,
            Claims = (int)response.StatusCode == 401 ? ClaimsChallenge(response) : null,
            Body = body.Bytes,
            BodyError = cutOff,
        };
    }

    private static async Task<Exception?> ReadBodyAsync(
        HttpContent content, ResponseBody body, long maxBytes, RequestTimeout timeout, CancellationToken cancellationToken)
    {
        long? expected = content.Headers.ContentLength;
        if (expected > maxBytes)
        {
            return new ResponseTooLargeException(maxBytes);
        }

        try
        {
            Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                await body.ReadAsync(stream, expected, timeout, cancellationToken).ConfigureAwait(false);
                return null;
            }
        }
        // BrotliStream reports invalid data as InvalidOperationException, which is also the base of ObjectDisposedException.
        catch (Exception exception) when (exception is OperationCanceledException or IOException or HttpRequestException
            or InvalidDataException or InvalidOperationException)
        {
            return exception;
        }
    }

    /// <summary>A gateway may repeat the request in its response; the token must not get into errors, traces or journals.</summary>
    private static void RemoveToken(Memory<byte> body, string? token)
    {
        if (token is not { Length: >= MinTokenLength })
        {
            return;
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(token);
        Span<byte> rest = body.Span;
        for (int found = rest.IndexOf(utf8); found >= 0; found = rest.IndexOf(utf8))
        {
            rest.Slice(found, utf8.Length).Fill((byte)'*');
            rest = rest[(found + utf8.Length)..];
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static string? ClaimsChallenge(HttpResponseMessage response)
    {
        foreach (string? parameter in response.Headers.WwwAuthenticate.Where(value => value.Scheme == "Bearer")
            .Select(value => value.Parameter))
        {
            int start = parameter?.IndexOf("claims=\"", StringComparison.OrdinalIgnoreCase) ?? -1;
            int end = start < 0 ? -1 : parameter!.IndexOf('"', start + 8);
            if (end > 0 && end - start <= MaxClaimsLength)
            {
                try
                {
                    return Base64Url.DecodeText(parameter![(start + 8)..end]);
                }
                catch (FormatException)
                {
                    return null;
                }
            }
        }

        return null;
    }
}
