using System.Net;

namespace DeviceStatus.Graph.Identity;

/// <summary>Makes the proxy that sign-in and Graph share.</summary>
public static class ProxySettings
{
    private static readonly string[] Schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    /// <summary>Makes a proxy of what the user gave.</summary>
    /// <param name="address">The proxy; <see langword="null"/> means the one of the environment variables. A user name and password in
    /// it are taken out.</param>
    /// <param name="credential">The user at the proxy.</param>
    /// <param name="useDefaultCredentials">Whether the proxy gets the user of the process; not together with
    /// <paramref name="credential"/>.</param>
    /// <returns>The proxy, or <see langword="null"/> where nothing was given, which leaves all to the environment variables.</returns>
    /// <exception cref="ArgumentException">The address is no proxy, or both kinds of credentials were given.</exception>
    public static IWebProxy? Create(Uri? address, NetworkCredential? credential = null, bool useDefaultCredentials = false)
    {
        if (credential is not null && useDefaultCredentials)
        {
            throw new ArgumentException(
                "A proxy takes its own credential or the default credentials, not both.",
                nameof(useDefaultCredentials));
        }

        ICredentials? credentials = useDefaultCredentials ? CredentialCache.DefaultCredentials : credential;
        if (address is null)
        {
            return credentials is null ? null : new EnvironmentProxy { Credentials = credentials };
        }

        if (!address.IsAbsoluteUri || !Schemes.Contains(address.Scheme, StringComparer.OrdinalIgnoreCase))
        {
            throw new ArgumentException("A proxy is a URI such as http://proxy.example:8080; it begins with one of "
                + $"{string.Join(", ", Schemes)}.", nameof(address));
        }

        return new WebProxy(WithoutUserInfo(address)) { Credentials = credentials ?? FromUserInfo(address) };
    }

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

    /// <summary>The proxy of the environment variables with another user; the shared one of the process stays as it is.</summary>
    private sealed class EnvironmentProxy : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => HttpClient.DefaultProxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => HttpClient.DefaultProxy.IsBypassed(host);
    }
}
