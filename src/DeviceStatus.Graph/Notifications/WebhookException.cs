namespace DeviceStatus.Graph.Notifications;

/// <summary>
/// The exception for a message that could not be delivered. It names only the host, because the rest of a webhook's URL is a secret.
/// </summary>
public sealed class WebhookException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="statusCode">The HTTP status, where there was a response.</param>
    public WebhookException(string message, int? statusCode = null)
        : base(message) => StatusCode = statusCode;

    /// <summary>The HTTP status; <see langword="null"/> when there was no response.</summary>
    public int? StatusCode { get; }
}
