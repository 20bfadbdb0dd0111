using System.Net.Http.Headers;
using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Http;

/// <summary>Adds the token to requests below the root of the connection, and refuses every other request.</summary>
internal sealed class AuthorizationHandler : DelegatingHandler
{
    /// <summary>A claims challenge that the token of the next attempt has to satisfy.</summary>
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
        GraphEndpoint.EnsureBelowRoot(_root, request.RequestUri!);
        request.Options.TryGetValue(Claims, out string? claims);
        BearerToken token = await _tokens.GetTokenAsync(claims, cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
