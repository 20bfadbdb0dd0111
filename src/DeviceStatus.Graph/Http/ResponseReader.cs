using System.Text;

namespace DeviceStatus.Graph.Http;

/// <summary>Reads an answer to its end, but never more than was agreed.</summary>
internal static class ResponseReader
{
    /// <summary>Reads an answer. When its body breaks off, what came of it is kept beside the reason: the items before that point are whole.</summary>
    internal static async Task<GraphResponse> ReadAsync(HttpResponseMessage response, long maxBytes, CancellationToken cancellationToken)
    {
        (ReadOnlyMemory<byte> body, Exception? cutOff) = await BodyAsync(response.Content, maxBytes, cancellationToken).ConfigureAwait(false);
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

    private static async Task<(ReadOnlyMemory<byte> Body, Exception? CutOff)> BodyAsync(HttpContent content, long maxBytes, CancellationToken cancellationToken)
    {
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
                        // The end is often just here; a probe of one byte saves doubling the buffer for nothing.
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

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static string? ClaimsChallenge(HttpResponseMessage response)
    {
        foreach (string? parameter in response.Headers.WwwAuthenticate.Where(value => value.Scheme == "Bearer").Select(value => value.Parameter))
        {
            int start = parameter?.IndexOf("claims=\"", StringComparison.OrdinalIgnoreCase) ?? -1;
            int end = start < 0 ? -1 : parameter!.IndexOf('"', start + 8);
            if (end > 0)
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
