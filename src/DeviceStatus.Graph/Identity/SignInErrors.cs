using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Azure.Identity;
using DeviceStatus.Graph.Text;
using Microsoft.Identity.Client;

namespace DeviceStatus.Graph.Identity;

/// <summary>
/// Converts an exception of the identity libraries to one message with the reason and the advice, without tokens and secrets.
/// </summary>
internal static partial class SignInErrors
{
    internal const string NoManagedIdentity =
        "There is no managed identity: this machine is not an Azure resource with an identity, or its identity endpoint cannot be reached. "
        + "Turn on the identity of the resource, or sign in in another way.";

    private const int MaxQuoteLength = 400;

    private static readonly string[] SecretVariables =
        ["AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_PASSWORD", "IDENTITY_HEADER", "MSI_SECRET"];

    /// <summary>Creates one exception from a chain of exceptions.</summary>
    /// <param name="error">The exception of the library.</param>
    /// <param name="options">The sign-in that failed.</param>
    /// <param name="authority">The authority of the sign-in.</param>
    internal static SignInException From(Exception error, SignInOptions options, Uri authority)
    {
        Exception[] chain = Flatten(error).ToArray();
        if (chain.OfType<SignInException>().FirstOrDefault() is { } refused)
        {
            return refused;
        }

        string? code = chain.Select(each => CodePattern().Match(each.Message)).FirstOrDefault(match => match.Success)?.Value;
        string? message = (code is null ? null : SignInErrorCodes.Explain(code, options))
            ?? FromManagedIdentity(chain, options)
            ?? FromNetwork(chain, authority)
            ?? FromPerson(chain)
            ?? Quote(chain, code, options);
        return new SignInException(message, code);
    }

    /// <summary>Removes everything that is, or looks like, a secret.</summary>
    internal static string Scrub(string text, SignInOptions options)
    {
        string?[] secrets =
        [
            options.ClientSecret, options.CertificatePassword, options.AccessToken,
            .. SecretVariables.Select(Environment.GetEnvironmentVariable),
        ];
        foreach (string secret in secrets.OfType<string>().Where(each => each.Length > 3))
        {
            text = text.Replace(secret, "[redacted]", StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(secret), "[redacted]", StringComparison.Ordinal)
                .Replace(WebUtility.UrlEncode(secret), "[redacted]", StringComparison.Ordinal);
        }

        return TextSanitizer.Redact(text);
    }

    private static IEnumerable<Exception> Flatten(Exception error)
    {
        yield return error;
        IEnumerable<Exception> inner = error is AggregateException several ? several.InnerExceptions
            : error.InnerException is { } one ? [one] : [];
        foreach (Exception each in inner.SelectMany(Flatten))
        {
            yield return each;
        }
    }

    private static string? FromNetwork(Exception[] chain, Uri authority)
    {
        HttpRequestException? http = chain.OfType<HttpRequestException>().LastOrDefault();
        string host = authority.IdnHost;
        bool proxyAsks = http?.StatusCode == HttpStatusCode.ProxyAuthenticationRequired
            || (http?.HttpRequestError == HttpRequestError.ProxyTunnelError && http.Message.Contains("407", StringComparison.Ordinal));
        if (proxyAsks)
        {
            return "The proxy requires a sign-in (407) and refused the credential: give -ProxyCredential or -ProxyUseDefaultCredentials.";
        }

        return http?.HttpRequestError switch
        {
            HttpRequestError.ProxyTunnelError => $"The proxy did not let the sign-in through to {host}: allow that address on the proxy.",
            HttpRequestError.SecureConnectionError =>
                $"The certificate of {host} is not trusted by this machine. If a proxy inspects the traffic, its root certificate must be "
                    + "installed.",
            HttpRequestError.NameResolutionError => $"The name {host} cannot be resolved: check the network, the DNS and the proxy.",
            null when chain.Any(each => each is TimeoutException or OperationCanceledException) =>
                $"The sign-in service {host} did not respond in time.",
            null when !chain.Any(each => each is SocketException) => null,
            _ => $"The sign-in service {host} cannot be reached: check the network, the firewall and the proxy.",
        };
    }

    private static string? FromPerson(Exception[] chain) =>
        chain.OfType<MsalException>().Select(each => each.ErrorCode).FirstOrDefault() switch
        {
            MsalError.AuthenticationCanceledError or MsalError.AccessDenied or "authorization_declined" =>
                "The sign-in was cancelled or declined by the person.",
            "code_expired" or "expired_token" => "Nobody signed in before the device code expired: connect again for a new code.",
            MsalError.LinuxXdgOpen or "http_listener_error" or "loopback_response_uri_mismatch" =>
                "No browser can be opened here: sign in with a device code (-UseDeviceCode), or as an application.",
            _ => chain.Any(each => each is AuthenticationRequiredException)
                ? "The sign-in has expired, and a person must sign in again: connect again."
                : null,
        };

    // The endpoint is on this machine: a network failure means that there is no managed identity.
    private static string? FromManagedIdentity(Exception[] chain, SignInOptions options)
    {
        bool unavailable = chain.Any(each => each is CredentialUnavailableException);
        return options.Method switch
        {
            SignInMethod.ManagedIdentity when chain.Any(each => NotAssignedPattern().IsMatch(each.Message)) => options.ClientId is null
                ? "This resource has no system-assigned identity: turn it on, or give the client id of a user-assigned one (-ClientId)."
                : $"The user-assigned identity with the client id {options.ClientId} is not assigned to this resource: assign it, "
                    + "or correct the client id.",
            SignInMethod.ManagedIdentity when unavailable || chain.Any(each => each is HttpRequestException or SocketException) =>
                NoManagedIdentity,
            SignInMethod.ManagedIdentity when chain.Any(each => each is TimeoutException or OperationCanceledException) =>
                "The managed identity endpoint of this machine did not respond in time: try again.",
            _ => null,
        };
    }

    private static string Quote(Exception[] chain, string? code, SignInOptions options)
    {
        // The message of the service follows the code; the lines after it are ids and a time for a support case.
        string source = code is null
            ? chain.OfType<MsalException>().LastOrDefault()?.Message ?? chain[0].Message
            : chain.First(each => each.Message.Contains(code, StringComparison.Ordinal)).Message;
        string text = Scrub(code is null ? source : source[source.IndexOf(code, StringComparison.Ordinal)..], options);
        return $"The sign-in by {options.Method} failed: {TextSanitizer.Sanitize(TrailerPattern().Split(text)[0].Trim(), MaxQuoteLength)}";
    }

    [GeneratedRegex(@"AADSTS\d{4,9}", RegexOptions.CultureInvariant)]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"\r|\n|\s+Trace ID:|\s+Correlation ID:|\s+Timestamp:", RegexOptions.CultureInvariant)]
    private static partial Regex TrailerPattern();

    [GeneratedRegex(
        "has not been assigned to this resource|[Ii]dentity not found|No User Assigned or Delegated Managed Identity",
        RegexOptions.CultureInvariant)]
    private static partial Regex NotAssignedPattern();
}
