using System.Text;

namespace DeviceStatus.Graph;

/// <summary>Reads an answer to its end, but never more than was agreed.</summary>
internal static class AnswerReader
{
    internal static async Task<GraphAnswer> ReadAsync(HttpResponseMessage response, long maxBytes, CancellationToken cancellationToken) => new()
    {
        Status = (int)response.StatusCode,
        RetryAfter = Header(response, "Retry-After"),
        RequestId = Header(response, "request-id"),
        ClientRequestId = Header(response, "client-request-id"),
        ContentType = response.Content.Headers.ContentType?.MediaType,
        Claims = (int)response.StatusCode == 401 ? ClaimsChallenge(response) : null,
        Body = await BodyAsync(response.Content, maxBytes, cancellationToken).ConfigureAwait(false),
    };

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContent content, long maxBytes, CancellationToken cancellationToken)
    {
        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            int expected = (int)Math.Min(content.Headers.ContentLength ?? 4096, 1024 * 1024);
            byte[] buffer = new byte[Math.Max(expected, 256)];
            int length = 0;
            while (true)
            {
                if (length == buffer.Length)
                {
                    // The end is often just here; a probe of one byte saves doubling the buffer for nothing.
                    byte[] probe = new byte[1];
                    if (await stream.ReadAsync(probe, cancellationToken).ConfigureAwait(false) == 0)
                    {
                        return buffer.AsMemory(0, length);
                    }

                    Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, buffer.Length * 2L));
                    buffer[length++] = probe[0];
                }

                int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return buffer.AsMemory(0, length);
                }

                length += read;
                if (length > maxBytes)
                {
                    throw new AnswerTooLargeException($"The answer is longer than {maxBytes / (1024 * 1024)} MiB and was cut off.");
                }
            }
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

/// <summary>An answer that went over the agreed size.</summary>
internal sealed class AnswerTooLargeException(string message) : IOException(message);
