using System.Net;
using System.Net.Http.Headers;

namespace DeviceStatus.Graph.Http;

/// <summary>The body of a request, which knows whether any of it has been handed to a connection. Without its body no service acts on a request.</summary>
internal sealed class JsonBody(ReadOnlyMemory<byte> utf8)
{
    private volatile bool _hasLeft;

    internal ReadOnlyMemory<byte> Utf8 => utf8;

    internal bool HasLeft => _hasLeft;

    /// <summary>Makes the content of another attempt; what was handed over before was refused.</summary>
    internal HttpContent ToContent()
    {
        _hasLeft = false;
        return new Content(this);
    }

    internal sealed class Content : HttpContent
    {
        private readonly JsonBody _body;

        internal Content(JsonBody body)
        {
            _body = body;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        /// <summary>The body for a trace, without counting as sent.</summary>
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
