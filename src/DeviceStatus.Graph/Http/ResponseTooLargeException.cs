using System.Globalization;

namespace DeviceStatus.Graph.Http;

/// <summary>The exception for a response that is larger than the limit. Requesting it again would not make it smaller.</summary>
internal sealed class ResponseTooLargeException : IOException
{
    internal ResponseTooLargeException(long maxBytes)
        : base(string.Create(CultureInfo.InvariantCulture, $"The response is longer than {maxBytes:N0} bytes and was not read further."))
    {
    }

    internal ResponseTooLargeException(Exception cause)
        : base(cause.Message, cause)
    {
    }
}
