using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>A sign-in service on loopback: https with a certificate that nobody but the test trusts, or http as managed identities have
/// it.</summary>
internal sealed class TestAuthority : IAsyncDisposable
{
    internal const string Tenant = "11111111-2222-3333-4444-555555555555";
    internal const string Client = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";

    private readonly WebApplication _app;
    private readonly X509Certificate2? _certificate;
    private int _tokens;

    private TestAuthority(WebApplication app, X509Certificate2? certificate)
    {
        _app = app;
        _certificate = certificate;
    }

    internal Uri Address { get; private set; } = null!;

    internal ConcurrentQueue<TokenRequest> Requests { get; } = new();

    /// <summary>How long the next tokens live, in seconds. Below five minutes the identity library never answers from its own
    /// cache.</summary>
    internal int Lifetime { get; set; } = 3600;

    /// <summary>Answers a request; unless set, every request for a token gets one.</summary>
    internal Func<TokenRequest, HttpContext, Task<(int Status, JObject Body)>>? Answer { get; set; }

    internal static async Task<TestAuthority> StartAsync(bool https = true)
    {
        X509Certificate2? certificate = https ? TestCertificates.MakeServer() : null;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var authority = new TestAuthority(builder.Build(), certificate);
        authority._app.Run(authority.HandleAsync);
        await authority._app.StartAsync();
        authority.Address = new Uri(authority._app.Urls.First());
        return authority;
    }

    /// <summary>Trusts this server's certificate and no other.</summary>
    internal bool Trust(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && certificate.GetCertHashString() == _certificate!.Thumbprint;

    /// <summary>The answer that carries a token, each a new one, which reads as JWT.</summary>
    internal JObject Token(TokenRequest request)
    {
        int number = Interlocked.Increment(ref _tokens);
        long expires = DateTimeOffset.UtcNow.AddSeconds(Lifetime).ToUnixTimeSeconds();
        string text = Jwt(new JObject { ["exp"] = expires, ["aud"] = "https://graph.microsoft.com", ["number"] = number });
        var body = new JObject
        {
            ["token_type"] = "Bearer",
            ["access_token"] = text,
            ["expires_in"] = Lifetime,
            ["ext_expires_in"] = Lifetime,
        };
        if (request.Method == "GET")
        {
            body["expires_on"] = expires.ToString(CultureInfo.InvariantCulture);
            body["resource"] = request["resource"];
            body["client_id"] = Client;
        }

        if (request["scope"].Contains("openid", StringComparison.Ordinal))
        {
            body["refresh_token"] = "refresh-" + number.ToString(CultureInfo.InvariantCulture);
            body["scope"] = request["scope"];
            body["client_info"] = Encode(new JObject { ["uid"] = "u", ["utid"] = Tenant });
            body["id_token"] = Jwt(new JObject
            {
                ["exp"] = expires,
                ["aud"] = request["client_id"],
                ["iss"] = Address + Tenant,
                ["tid"] = Tenant,
                ["oid"] = "u",
                ["sub"] = "s",
                ["preferred_username"] = "pia@contoso.example",
            });
        }

        return body;
    }

    internal static JObject Error(string text, string error = "invalid_client") => new()
    {
        ["error"] = error,
        ["error_description"] = text + "\r\nTrace ID: 00000000-0000-0000-0000-000000000001\r\nCorrelation ID: 2\r\nTimestamp: "
            + "2026-01-01 00:00:00Z",
    };

    internal static string Jwt(
        JObject claims) => Encode(new JObject { ["alg"] = "none", ["typ"] = "JWT" }) + "." + Encode(claims) + ".c2lnbmF0dXJl";

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate?.Dispose();
    }

    private static string Encode(JObject json) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(json.ToString(Newtonsoft.Json.Formatting.None)))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private async Task HandleAsync(HttpContext context)
    {
        TokenRequest request = await TokenRequest.ReadAsync(context.Request);
        Requests.Enqueue(request);
        (int status, JObject body) = Answer is { } answer ? await answer(request, context) : (200, Token(request));
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToString(), context.RequestAborted);
    }
}
