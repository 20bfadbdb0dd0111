using DeviceStatus.Graph.Text;

namespace DeviceStatus.Graph.Http;

/// <summary>A request that would have left the connection's host or its scheme; it was not sent.</summary>
public sealed class EndpointRefusedException : InvalidOperationException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was refused and why.</param>
    public EndpointRefusedException(string message)
        : base(TextSanitizer.Sanitize(message))
    {
    }
}
