using System.Net;
using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Bulk;
using DeviceStatus.TestServer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DeviceStatus.Graph.Tests.Http;

/// <summary>Graph through a real proxy on loopback, which is the only one that knows the way: nobody listens where the endpoint points.</summary>
public sealed class ProxyTests
{
    private static readonly Uri Nobody = new("http://127.0.0.1:9");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_go_through_the_proxy_and_sign_in_there_when_it_asks(bool asks)
    {
        CancellationToken cancelled = TestContext.Current.CancellationToken;
        string? target = null;
        string? user = null;
        await using LoopbackServer proxy = await LoopbackServer.StartAsync(
            new LoopbackOptions
            {
                Handler = async context =>
                {
                    user = context.Request.Headers["Proxy-Authorization"].ToString();
                    if (asks && user.Length == 0)
                    {
                        context.Response.StatusCode = StatusCodes.Status407ProxyAuthenticationRequired;
                        context.Response.Headers["Proxy-Authenticate"] = "Basic realm=\"proxy\"";
                        return;
                    }

                    target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
                    context.Response.ContentType = "application/json";
                    await context.Response.WriteAsync("""{"value":[{"id":"1","status":"compliant"}]}""", context.RequestAborted);
                },
            },
            cancelled);
        using GraphClient client = new(new GraphClientOptions
        {
            Endpoint = Nobody,
            Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.Sandbox }),
            Proxy = ProxySettings.Create(proxy.BaseAddress, asks ? new NetworkCredential("user", "pass") : null),
            Retry = Rows.Hasty,
        });

        List<StatusEntity> read = [];
        await foreach (IReadOnlyList<StatusEntity> page in client.ListAsync(RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null), null, cancelled))
        {
            read.AddRange(page);
        }

        Assert.Equal("compliant", Assert.Single(read).Status);
        Assert.Equal("http://127.0.0.1:9/v1.0/deviceManagement/iosUpdateStatuses", target);
        Assert.Equal(asks ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("user:pass")) : string.Empty, user);
    }
}
