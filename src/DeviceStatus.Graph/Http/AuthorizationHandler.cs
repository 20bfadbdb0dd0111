using System.Net.Http.Headers;
using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Http;

/// <summary>
/// The innermost guard: the token goes to the host of the connection and nowhere else, whatever handler, redirect or link made the URL.
/// </summary>
internal sealed class AuthorizationHandler : DelegatingHandler
{
    /// <summary>A claims challenge that the next attempt has to answer.</summary>
    internal static readonly HttpRequestOptionsKey<string> Claims = new("DeviceStatus.Claims");

    private readonly Uri _root;
    private readonly ITokenSource _tokens;

    internal AuthorizationHandler(Uri root, ITokenSource tokens)
    {
        _root = root;
        _tokens = tokens;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        GraphEndpoint.EnsureSameHost(_root, request.RequestUri!);
        request.Options.TryGetValue(Claims, out string? claims);
        BearerToken token = await _tokens.GetTokenAsync(claims, cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
