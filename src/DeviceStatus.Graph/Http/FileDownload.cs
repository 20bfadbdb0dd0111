namespace DeviceStatus.Graph.Http;

/// <summary>Downloads a file from another host than Graph, without a token.</summary>
internal static class FileDownload
{
    /// <summary>Downloads a file.</summary>
    /// <param name="options">The transport and the proxy of the connection.</param>
    /// <param name="address">The address from the service; https, or http on loopback.</param>
    /// <param name="destination">Where to write the file.</param>
    /// <param name="maxBytes">The largest file that is accepted.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>The HTTP status; the file is written only with 200.</returns>
    /// <exception cref="EndpointRefusedException">The address is neither https nor on loopback.</exception>
    /// <exception cref="IOException">The file is larger than accepted.</exception>
    internal static async Task<int> RunAsync(
        GraphTransportOptions options, Uri address, Stream destination, long maxBytes, CancellationToken cancellationToken)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        {
            throw new EndpointRefusedException(
                $"The file of a report must come by https; {address.GetLeftPart(UriPartial.Authority)} was refused.");
        }

        using HttpClient http = HttpClients.CreateWithoutToken(options, address);
        using HttpResponseMessage response = await http.GetAsync(
            address, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if ((int)response.StatusCode != 200)
        {
            return (int)response.StatusCode;
        }

        Stream content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            byte[] buffer = new byte[128 * 1024];
            long written = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                written += read;
                if (written > maxBytes)
                {
                    throw new IOException(FormattableString.Invariant($"The file is larger than {maxBytes:N0} bytes."));
                }

                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }

        return 200;
    }
}
