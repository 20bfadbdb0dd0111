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

    /// <summary>The last URL that was checked. A URL cannot change, and every batch has the same one.</summary>
    private Uri? _checked;

    internal AuthorizationHandler(Uri root, ITokenSource tokens)
    {
        _root = root;
        _tokens = tokens;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri target = request.RequestUri!;
        if (!ReferenceEquals(target, Volatile.Read(ref _checked)))
        {
            GraphEndpoint.EnsureBelowRoot(_root, target);
            Volatile.Write(ref _checked, target);
        }

        request.Options.TryGetValue(Claims, out string? claims);
        BearerToken token = await _tokens.GetTokenAsync(claims, cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
