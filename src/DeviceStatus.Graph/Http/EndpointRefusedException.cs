using DeviceStatus.Graph.Text;

namespace DeviceStatus.Graph.Http;

/// <summary>The exception for a request to another host or scheme than the connection's; it was not sent.</summary>
public sealed class EndpointRefusedException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was refused and why.</param>
    public EndpointRefusedException(string message)
        : base(TextSanitizer.Sanitize(message))
    {
    }
}
