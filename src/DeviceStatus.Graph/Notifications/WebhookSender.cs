using System.Globalization;
using System.Net;
using System.Text;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Retry;

namespace DeviceStatus.Graph.Notifications;

/// <summary>
/// Sends messages to webhooks. A message is sent again only when the service did not accept it, so that no message arrives twice. Errors
/// and traces contain only the host of the URL.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private const int MaxErrorText = 300;

    private const int MaxAttemptsWithoutResponse = 5;

    private readonly HttpClient _client;
    private readonly RetryPolicy _retry;
    private readonly TimeProvider _time;

    /// <summary>Creates a sender.</summary>
    public WebhookSender()
        : this(
            new RetryPolicy { MaxAttempts = 5, MaxTotalDelay = TimeSpan.FromMinutes(5), BaseDelay = TimeSpan.FromSeconds(1) },
            TimeProvider.System)
    {
    }

    internal WebhookSender(RetryPolicy retry, TimeProvider time)
    {
        _retry = retry;
        _time = time;

        // A redirect would disclose the message to another host, and a proxy would see the secret of an unencrypted URL.
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            Proxy = new TlsOnlyProxy(),
        };
        _client = new HttpClient(handler)
        {
            Timeout = TimeSpan.FromSeconds(100),
        };
    }

    /// <summary>Sends a message.</summary>
    /// <param name="webhook">The URL of the webhook.</param>
    /// <param name="json">The message.</param>
    /// <param name="log">The log for waits.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ArgumentException">The URL breaks a rule.</exception>
    /// <exception cref="WebhookException">The message could not be delivered.</exception>
    public async Task SendAsync(Uri webhook, string json, GraphLog? log, CancellationToken cancellationToken)
    {
        WebhookEndpoint.Validate(webhook);
        TimeSpan waited = TimeSpan.Zero;
        for (int attempt = 1; ; attempt++)
        {
            log?.Verbose?.Invoke($"POST {webhook.Scheme}://{webhook.Authority}/…");
            if (await TryAsync(webhook, json, cancellationToken).ConfigureAwait(false) is not { } failure)
            {
                return;
            }

            // A host that cannot be reached is usually a wrong address, so the error is reported soon.
            bool canRetry = failure.WasNotAccepted
                && (failure.Exception.StatusCode is not null || attempt < MaxAttemptsWithoutResponse);
            TimeSpan? delay = canRetry ? _retry.NextDelay(attempt, waited, failure.RetryAfter) : null;
            if (delay is not { } wait)
            {
                throw failure.Exception;
            }

            log?.Verbose?.Invoke(string.Create(
                CultureInfo.InvariantCulture, $"{failure.Exception.Message} Sending again in {wait.TotalSeconds:0.#} s."));
            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
            waited += wait;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static async Task<string> ErrorTextAsync(HttpResponseMessage response, Uri webhook, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxErrorText];
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            int length = await body.ReadAtLeastAsync(
                buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            string text = new([.. Encoding.UTF8.GetString(buffer, 0, length).Select(c => char.IsControl(c) ? ' ' : c)]);

            // Some services repeat the URL, which contains the secret.
            bool repeatsUrl = text.Contains(webhook.PathAndQuery.Trim('/'), StringComparison.OrdinalIgnoreCase)
                || webhook.Segments.Concat(webhook.Query.Split('?', '&', '='))
                    .Any(part => part.Trim('/').Length >= 8 && text.Contains(part.Trim('/'), StringComparison.OrdinalIgnoreCase));
            return text.Trim().Length == 0 || repeatsUrl ? string.Empty : $" It said: {text.Trim()}";
        }
    }

    /// <summary>Sends a message once.</summary>
    /// <returns>The failure, or <see langword="null"/> if the message was accepted.</returns>
    private async Task<FailedAttempt?> TryAsync(Uri webhook, string json, CancellationToken cancellationToken)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, webhook);
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await _client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            if (response.IsSuccessStatusCode)
            {
                return null;
            }

            TimeSpan? retryAfter = RetryAfter.Parse(
                response.Headers.TryGetValues("Retry-After", out IEnumerable<string>? values) ? values.FirstOrDefault() : null,
                _time.GetUtcNow());
            bool wasNotAccepted = response.StatusCode == HttpStatusCode.TooManyRequests
                || (response.StatusCode == HttpStatusCode.ServiceUnavailable && retryAfter is not null);
            string text = await ErrorTextAsync(response, webhook, cancellationToken).ConfigureAwait(false);
            WebhookException refused = new($"The webhook on {webhook.Host} refused the message with HTTP {status}.{text}", status);
            return new FailedAttempt(refused) { RetryAfter = retryAfter, WasNotAccepted = wasNotAccepted };
        }
        catch (HttpRequestException exception)
        {
            // A message certainly did not arrive only if the failure came before the connection was made.
            bool neverSent = exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;
            string what = neverSent ? "cannot be reached" : "did not respond; whether the message arrived is not known";
            WebhookException unreached = new($"The webhook on {webhook.Host} {what} ({exception.HttpRequestError}).");
            return new FailedAttempt(unreached) { WasNotAccepted = neverSent };
        }
        catch (IOException)
        {
            return new FailedAttempt(new WebhookException(
                $"The webhook on {webhook.Host} closed the connection during its response; whether the message arrived is not known."));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FailedAttempt(new WebhookException(
                $"The webhook on {webhook.Host} did not respond in {_client.Timeout.TotalSeconds:0} s; whether the message arrived is "
                    + "not known."));
        }
    }

    /// <summary>The proxy of the environment for https, and none for http, because the proxy could read its URL.</summary>
    private sealed class TlsOnlyProxy : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => HttpClient.DefaultProxy.Credentials;
            set => throw new NotSupportedException();
        }

        public Uri? GetProxy(Uri destination) => HttpClient.DefaultProxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.Scheme == Uri.UriSchemeHttp || HttpClient.DefaultProxy.IsBypassed(host);
    }

    private sealed record FailedAttempt(WebhookException Exception)
    {
        /// <summary>The wait that the service requested.</summary>
        internal TimeSpan? RetryAfter { get; init; }

        /// <summary>Whether the service certainly did not accept the message, so that it can be sent again.</summary>
        internal bool WasNotAccepted { get; init; }
    }
}
