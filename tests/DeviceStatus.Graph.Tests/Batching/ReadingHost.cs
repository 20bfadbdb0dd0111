using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox;
using DeviceStatus.TestServer;
using Microsoft.AspNetCore.Http;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>A server on loopback and a client of it, as the cmdlets would open one.</summary>
internal sealed class ReadingHost : IAsyncDisposable
{
    internal const string FirstPolicy = "d1000000-0000-4000-8000-000000000001";
    internal const string SecondPolicy = "d1000000-0000-4000-8000-000000000002";

    private ReadingHost(LoopbackServer server)
    {
        Server = server;
        Client = new GraphClient(new GraphClientOptions
        {
            Endpoint = server.BaseAddress,
            Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.Sandbox }),
            WriteLimit = 0,
            Retry = new RetryPolicy { BaseDelay = TimeSpan.FromMilliseconds(1) },
        });
    }

    internal LoopbackServer Server { get; }

    internal GraphClient Client { get; }

    internal IReadOnlyList<RecordedRequest> Requests => Server.Log.Last();

    internal static async Task<ReadingHost> SandboxAsync(SandboxOptions? options = null) =>
        new(await LoopbackServer.StartAsync(
            new LoopbackOptions { Sandbox = options ?? new SandboxOptions() }, TestContext.Current.CancellationToken));

    internal static async Task<ReadingHost> OfAsync(Func<HttpContext, Task> handler) =>
        new(await LoopbackServer.StartAsync(new LoopbackOptions { Handler = handler }, TestContext.Current.CancellationToken));

    internal static Task JsonAsync(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(json), context.RequestAborted).AsTask();
    }

    internal static GraphRequest List(string policy, int? top = null, string? filter = null) =>
        RequestBuilder.List(GraphSchema.DeviceConfigurationDeviceStatus, policy, filter, null, top);

    /// <summary>Posts every read, then takes everything; a consumer that is slower than the service.</summary>
    internal static async Task<List<ReadPart>> DrainAsync(ReadExecutor reader)
    {
        List<ReadPart> parts = [];
        reader.Complete();
        while (reader.Outstanding > 0)
        {
            await reader.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            while (reader.TryTake(out ReadPart? part))
            {
                parts.Add(part);
            }
        }

        return parts;
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return Server.DisposeAsync();
    }
}
