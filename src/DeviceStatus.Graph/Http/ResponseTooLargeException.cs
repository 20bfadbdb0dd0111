using System.Globalization;

namespace DeviceStatus.Graph.Http;

/// <summary>An answer that went over the agreed size.</summary>
internal sealed class ResponseTooLargeException(long maxBytes)
    : IOException(string.Create(CultureInfo.InvariantCulture, $"The answer is longer than {maxBytes:N0} bytes and was not read further."));
