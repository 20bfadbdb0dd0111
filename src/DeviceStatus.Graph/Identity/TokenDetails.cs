using DeviceStatus.Graph.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Identity;

/// <summary>
/// The claims of an access token. They are read for display and for early messages only: the signature is not checked, so they must not be
/// trusted.
/// </summary>
public sealed class TokenDetails
{
    // A token with many groups or roles has a few kilobytes; a longer one is not a token of Graph.
    private const int MaxLength = 256 * 1024;

    private const string GraphApplicationId = "00000003-0000-0000-c000-000000000000";

    private static readonly string[] AccountClaims = ["upn", "preferred_username", "unique_name", "app_displayname"];

    private TokenDetails(JObject claims)
    {
        Audience = Text(claims, "aud");
        TenantId = Text(claims, "tid");
        ClientId = Text(claims, "appid") ?? Text(claims, "azp");
        Account = AccountClaims.Select(name => Text(claims, name)).FirstOrDefault(name => name is not null);
        IsDelegated = Text(claims, "scp") is not null;
        Permissions = Text(claims, "scp") is { } scopes
            ? scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : claims["roles"] is JArray roles ? roles.Values<string>().OfType<string>().ToArray() : [];
        ExpiresOn = claims["exp"] is { Type: JTokenType.Integer or JTokenType.Float } exp ? FromUnixTime(exp.Value<double>()) : null;
    }

    /// <summary>The audience; <see langword="null"/> when the token does not say.</summary>
    public string? Audience { get; }

    /// <summary>Whether the token is for Microsoft Graph of any cloud.</summary>
    public bool IsForGraph => Audience == GraphApplicationId
        || (Uri.TryCreate(Audience, UriKind.Absolute, out Uri? uri)
            && GraphCloud.All.Any(cloud => cloud.GraphEndpoint.IdnHost == uri.IdnHost));

    /// <summary>The tenant's id.</summary>
    public string? TenantId { get; }

    /// <summary>The application's client id.</summary>
    public string? ClientId { get; }

    /// <summary>The user principal name of the person, or the name of the application.</summary>
    public string? Account { get; }

    /// <summary>Delegated permissions of a person, or application permissions of an application; empty when there are none.</summary>
    public IReadOnlyList<string> Permissions { get; }

    /// <summary>Whether a person is signed in, so that the limits for a user apply.</summary>
    public bool IsDelegated { get; }

    /// <summary>When the token expires, UTC.</summary>
    public DateTimeOffset? ExpiresOn { get; }

    /// <summary>Reads a token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>The claims, or <see langword="null"/> when the token is opaque.</returns>
    public static TokenDetails? Read(BearerToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Read(token.Value);
    }

    internal static TokenDetails? Read(string token)
    {
        string[] parts = token.Length > MaxLength ? [] : token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            using var reader = new JsonTextReader(new StringReader(Base64Url.DecodeText(parts[1])))
            {
                DateParseHandling = DateParseHandling.None,
                MaxDepth = 16,
            };
            return new TokenDetails(JObject.Load(reader));
        }
        catch (Exception exception) when (exception is FormatException or JsonException or OverflowException)
        {
            return null;
        }
    }

    private static string? Text(JObject claims, string name) =>
        claims[name] is { Type: JTokenType.String } value ? value.Value<string>() : null;

    private static DateTimeOffset? FromUnixTime(double seconds) =>
        seconds is >= 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;
}
