using System.Net;

namespace DeviceStatus.Graph.Identity;

/// <summary>Creates the proxy for the sign-in and for Graph.</summary>
public static class ProxySettings
{
    private static readonly string[] Schemes = ["http", "https", "socks4", "socks4a", "socks5"];
    private static readonly string[] Variables = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

    /// <summary>Creates a proxy from the parameters of the user.</summary>
    /// <param name="address">The proxy; <see langword="null"/> means the one of the environment variables. A user name and password in it
    /// are removed.</param>
    /// <param name="credential">The credential for the proxy.</param>
    /// <param name="useDefaultCredentials">Whether the proxy gets the credential of the process; not together with <paramref
    /// name="credential"/>.</param>
    /// <returns>The proxy; <see langword="null"/> when nothing was given, so that the environment variables apply.</returns>
    /// <exception cref="ArgumentException">The address is no proxy, or both kinds of credentials were given.</exception>
    public static IWebProxy? Create(Uri? address, NetworkCredential? credential = null, bool useDefaultCredentials = false)
    {
        if (credential is not null && useDefaultCredentials)
        {
            throw new ArgumentException(
                "Give a credential for the proxy or the default credentials, not both.",
                nameof(useDefaultCredentials));
        }

        ICredentials? credentials = useDefaultCredentials ? CredentialCache.DefaultCredentials : credential;
        if (address is null)
        {
            return credentials is null ? null : new EnvironmentProxy { Credentials = credentials };
        }

        if (!address.IsAbsoluteUri || !Schemes.Contains(address.Scheme, StringComparer.OrdinalIgnoreCase))
        {
            throw new ArgumentException("The proxy must be a URI such as http://proxy.example:8080 that begins with one of "
                + $"{string.Join(", ", Schemes)}.", nameof(address));
        }

        return new ConfiguredProxy(WithoutUserInfo(address)) { Credentials = credentials ?? FromUserInfo(address) };
    }

    /// <summary>
    /// The proxy to set on a handler; <see langword="null"/> keeps the default of the handler. The proxy of the environment variables is
    /// replaced by one whose address contains no password, because the HTTP library quotes the address in its errors.
    /// </summary>
    /// <param name="given">The proxy that the user named, or <see langword="null"/>.</param>
    internal static IWebProxy? ForHandler(IWebProxy? given) => given ?? (HasUserInVariable() ? new EnvironmentProxy() : null);

    private static bool HasUserInVariable() => Array.Exists(
        Variables, name => Environment.GetEnvironmentVariable(name)?.Contains('@', StringComparison.Ordinal) ?? false);

    private static Uri WithoutUserInfo(Uri address) =>
        address.UserInfo.Length == 0 ? address : new UriBuilder(address) { UserName = string.Empty, Password = string.Empty }.Uri;

    private static NetworkCredential? FromUserInfo(Uri address)
    {
        if (address.UserInfo.Length == 0)
        {
            return null;
        }

        string[] parts = address.UserInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : string.Empty);
    }

    /// <summary>The proxy that the user named. Dispose it to discard the password.</summary>
    private sealed class ConfiguredProxy(Uri address) : IWebProxy, IDisposable
    {
        private readonly WebProxy _proxy = new(address);

        public ICredentials? Credentials
        {
            get => _proxy.Credentials;
            set => _proxy.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => _proxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => _proxy.IsBypassed(host);

        public void Dispose() => _proxy.Credentials = null;
    }

    /// <summary>
    /// The proxy of the environment variables, without the user in its address, and with another credential if one was given. The shared
    /// proxy of the process is not changed.
    /// </summary>
    private sealed class EnvironmentProxy : IWebProxy, IDisposable
    {
        private ICredentials? _given;

        public ICredentials? Credentials
        {
            get => _given ?? new EnvironmentCredentials();
            set => _given = value;
        }

        public Uri? GetProxy(Uri destination) => HttpClient.DefaultProxy.GetProxy(destination) is { } proxy ? WithoutUserInfo(proxy) : null;

        public bool IsBypassed(Uri host) => HttpClient.DefaultProxy.IsBypassed(host);

        public void Dispose() => _given = null;
    }

    /// <summary>The user of the proxy as the environment variable names it.</summary>
    private sealed class EnvironmentCredentials : ICredentials
    {
        private static readonly Uri[] Destinations = [new("https://graph.microsoft.com"), new("http://graph.microsoft.com")];

        public NetworkCredential? GetCredential(Uri uri, string authType)
        {
            foreach (Uri destination in Destinations)
            {
                if (HttpClient.DefaultProxy.GetProxy(destination) is { } proxy && WithoutUserInfo(proxy).Equals(WithoutUserInfo(uri)))
                {
                    return FromUserInfo(proxy) ?? HttpClient.DefaultProxy.Credentials?.GetCredential(proxy, authType);
                }
            }

            return HttpClient.DefaultProxy.Credentials?.GetCredential(uri, authType);
        }
    }
}
