namespace DeviceStatus.Graph.Notifications;

/// <summary>Rules for the URL of a webhook.</summary>
public static class WebhookEndpoint
{
    /// <summary>Checks a URL: absolute, https or http on a loopback address, without a user.</summary>
    /// <param name="webhook">The URL as given.</param>
    /// <exception cref="ArgumentException">The URL breaks a rule; the message says which, and contains only the host of the
    /// URL.</exception>
    public static void Validate(Uri webhook)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        if (!webhook.IsAbsoluteUri || webhook.Host.Length == 0)
        {
            throw new ArgumentException(
                "-WebhookUri is not a complete URL. Give the one that Teams, Slack or your service shows for the webhook; it begins with "
                    + "https://.");
        }

        if (webhook.Scheme != Uri.UriSchemeHttps && !(webhook.Scheme == Uri.UriSchemeHttp && webhook.IsLoopback))
        {
            throw new ArgumentException(
                $"-WebhookUri on {webhook.Host} is not https. The URL of a webhook is a secret, and is never sent unencrypted; http is "
                    + "accepted for a loopback address only.");
        }

        if (webhook.UserInfo.Length > 0)
        {
            throw new ArgumentException($"-WebhookUri on {webhook.Host} contains a user name. Give the URL of the webhook without it.");
        }
    }
}
