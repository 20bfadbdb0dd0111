using System.Net;
using System.Net.Http.Headers;

namespace DeviceStatus.Graph.Http;

/// <summary>
/// The body of a request, possibly empty. It records whether the connection read it: before that, the service cannot execute the request.
/// </summary>
/// <remarks>
/// A request without any body also gets an (empty) content. SocketsHttpHandler resends a request without content by itself when the server
/// closes the connection before it responds; with content it does not, so every request is traced, paced and counted.
/// </remarks>
internal sealed class RequestBody(ReadOnlyMemory<byte> utf8)
{
    private volatile bool _hasLeft;

    internal ReadOnlyMemory<byte> Utf8 => utf8;

    /// <summary>Whether the newest content was written to a connection.</summary>
    internal bool WasSent => _hasLeft;

    internal static RequestBody Empty() => new(ReadOnlyMemory<byte>.Empty);

    /// <summary>Creates the content of the next attempt.</summary>
    internal HttpContent ToContent()
    {
        _hasLeft = false;
        return new Content(this);
    }

    internal sealed class Content : HttpContent
    {
        private readonly RequestBody _body;

        internal Content(RequestBody body)
        {
            _body = body;
            if (!body.Utf8.IsEmpty)
            {
                Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }
        }

        /// <summary>The body for a trace; reading it does not count as sending.</summary>
        internal ReadOnlyMemory<byte> Utf8 => _body.Utf8;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            _body._hasLeft = true;
            return stream.WriteAsync(_body.Utf8, cancellationToken).AsTask();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Utf8.Length;
            return true;
        }
    }
}
