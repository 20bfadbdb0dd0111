using System.Text;

namespace DeviceStatus.Graph.Http;

/// <summary>Reads a response to its end, up to a limit.</summary>
internal static class ResponseReader
{
    /// <summary>The token of the sandbox is shorter, and an ordinary word.</summary>
    private const int MinTokenLength = 16;

    /// <summary>A challenge is a short JSON object; it is passed on to the sign-in.</summary>
    private const int MaxClaimsLength = 16 * 1024;

    /// <summary>Reads a response. When its body breaks off, the part that came is kept beside the reason: the items before that point are complete.</summary>
    internal static async Task<GraphResponse> ReadAsync(HttpResponseMessage response, long maxBytes, CancellationToken cancellationToken)
    {
        (Memory<byte> body, Exception? cutOff) = await BodyAsync(response.Content, maxBytes, cancellationToken).ConfigureAwait(false);
        RemoveToken(body, response.RequestMessage?.Headers.Authorization?.Parameter);
        return new GraphResponse
        {
            Status = (int)response.StatusCode,
            RetryAfter = Header(response, "Retry-After"),
            Date = response.Headers.Date,
            RequestId = Header(response, "request-id"),
            ClientRequestId = Header(response, "client-request-id"),
            ContentType = response.Content.Headers.ContentType?.MediaType,
            Claims = (int)response.StatusCode == 401 ? ClaimsChallenge(response) : null,
            Body = body,
            BodyError = cutOff,
        };
    }

    private static async Task<(Memory<byte> Body, Exception? CutOff)> BodyAsync(HttpContent content, long maxBytes, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > maxBytes)
        {
            return (Memory<byte>.Empty, new ResponseTooLargeException(maxBytes));
        }

        int expected = (int)Math.Min(content.Headers.ContentLength ?? 4096, 1024 * 1024);
        byte[] buffer = new byte[Math.Max(expected, 256)];
        int length = 0;
        try
        {
            Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                while (true)
                {
                    if (length == buffer.Length)
                    {
                        // The body often ends here; reading one byte first avoids doubling the buffer.
                        byte[] probe = new byte[1];
                        if (await stream.ReadAsync(probe, cancellationToken).ConfigureAwait(false) == 0)
                        {
                            return (buffer.AsMemory(0, length), null);
                        }

                        Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, buffer.Length * 2L));
                        buffer[length++] = probe[0];
                    }

                    int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                    if (read == 0)
                    {
                        return (buffer.AsMemory(0, length), null);
                    }

                    length += read;
                    if (length > maxBytes)
                    {
                        return (buffer.AsMemory(0, length), new ResponseTooLargeException(maxBytes));
                    }
                }
            }
        }
        // BrotliStream reports invalid data as InvalidOperationException, which is also the base of ObjectDisposedException.
        catch (Exception exception) when (exception is OperationCanceledException or IOException or HttpRequestException or InvalidDataException
            or InvalidOperationException)
        {
            return (buffer.AsMemory(0, length), exception);
        }
    }

    /// <summary>A gateway that repeats the request must not bring the token into errors, traces or journals.</summary>
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
        foreach (string? parameter in response.Headers.WwwAuthenticate.Where(value => value.Scheme == "Bearer").Select(value => value.Parameter))
        {
            int start = parameter?.IndexOf("claims=\"", StringComparison.OrdinalIgnoreCase) ?? -1;
            int end = start < 0 ? -1 : parameter!.IndexOf('"', start + 8);
            if (end > 0 && end - start <= MaxClaimsLength)
            {
                try
                {
                    string base64 = parameter![(start + 8)..end].Replace('-', '+').Replace('_', '/');
                    return Encoding.UTF8.GetString(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')));
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
