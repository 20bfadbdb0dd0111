using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Http;

/// <summary>Rules for the root URL of a connection.</summary>
public static class GraphEndpoint
{
    /// <summary>Checks a root URL: absolute, https or http on a loopback address, no user, query or fragment, no version.</summary>
    /// <param name="endpoint">The URL as given.</param>
    /// <returns>The URL, with a path that ends in <c>/</c>.</returns>
    /// <exception cref="ArgumentException">The URL breaks a rule; the message says which.</exception>
    public static Uri Validate(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!endpoint.IsAbsoluteUri)
        {
            throw new ArgumentException(
                $"-GraphEndpoint '{endpoint}' is not a complete URL; give one such as https://graph.microsoft.com.");
        }

        // A message must not contain a password of the URL.
        string shown = endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

        if (!IsSafeScheme(endpoint))
        {
            throw new ArgumentException(
                $"-GraphEndpoint '{shown}' is not https. A token is never sent unencrypted; http is accepted for a loopback address "
                    + "only, such as http://127.0.0.1:8080.");
        }

        if (endpoint.UserInfo.Length > 0 || endpoint.Query.Length > 0 || endpoint.Fragment.Length > 0)
        {
            throw new ArgumentException($"-GraphEndpoint '{shown}' must be the root URL, without a user, a query and a fragment.");
        }

        string last = endpoint.Segments[^1].Trim('/');
        if (GraphVersionExtensions.TryParse(last, out _))
        {
            throw new ArgumentException(
                $"-GraphEndpoint '{shown}' ends in the version '{last}'; give the root without it, and the version with -ApiVersion.");
        }

        return new Uri(endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
    }

    /// <summary>Refuses a URL that is not of the connection's scheme, host and port, or not below its path.</summary>
    /// <param name="root">The root of the connection.</param>
    /// <param name="target">The URL of the request.</param>
    /// <exception cref="EndpointRefusedException">The URL is not below the root.</exception>
    internal static void EnsureBelowRoot(Uri root, Uri target)
    {
        bool same = Uri.Compare(root, target, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0
            && target.UserInfo.Length == 0 && IsBelow(root.AbsolutePath, target);
        if (!same || !IsSafeScheme(target))
        {
            throw new EndpointRefusedException(
                $"Refused to call '{target.GetLeftPart(UriPartial.Path)}': the token of this connection goes to "
                    + $"{root.GetLeftPart(UriPartial.Path)} only.");
        }
    }

    /// <summary>Whether a host is one of Microsoft Graph in a cloud.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public static bool IsMicrosoft(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.Scheme == Uri.UriSchemeHttps && endpoint.IsDefaultPort
            && GraphCloud.All.Any(cloud => cloud.GraphEndpoint.IdnHost == endpoint.IdnHost);
    }

    /// <summary>A server may decode a path twice, or take a backslash for a slash: neither may lead out of the root.</summary>
    private static bool IsBelow(string root, Uri target)
    {
        string path = Uri.UnescapeDataString(target.AbsolutePath);
        return target.AbsolutePath.StartsWith(root, StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal)
            && !(path + "/").Contains("/../", StringComparison.Ordinal) && !(path + "/").Contains("/./", StringComparison.Ordinal);
    }

    private static bool IsSafeScheme(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);
}
