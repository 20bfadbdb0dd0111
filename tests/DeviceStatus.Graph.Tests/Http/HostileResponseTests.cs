using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.Graph.Tests.Identity;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Http;

/// <summary>What a server, or a gateway before it, may send to do harm.</summary>
public sealed class HostileResponseTests
{
    private const string Token = "Zq7-TOKEN-THAT-NOBODY-MAY-SEE-4711";
    private static readonly GraphRequest List = RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null);
    private static readonly byte[] EmptyObjects = Compress(
        Encoding.UTF8.GetBytes("{\"value\":[" + string.Concat(Enumerable.Repeat("{},", 3_000_000)) + "{}]}"));

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListAsync_page_of_millions_of_objects_is_refused_and_not_requested_again()
    {
        await using BatchServer server = await StartAsync(SendBombAsync);
        using GraphClient client = Connect(server.Http.BaseAddress);
        long before = GC.GetAllocatedBytesForCurrentThread();

        GraphFailureException failed = await Assert.ThrowsAsync<GraphFailureException>(() => ReadAllAsync(client));

        Assert.Contains("JSON values", failed.Failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Calls);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2_000_000_000);
    }

    [Fact]
    public async Task ReadExecutor_batch_of_millions_of_objects_is_refused_and_not_requested_again()
    {
        await using BatchServer server = await StartAsync(SendBombAsync);
        using GraphClient client = Connect(server.Http.BaseAddress);
        await using ReadExecutor reader = new(client, null);
        reader.TryPost(new WorkItem(1, RequestBuilder.List(GraphSchema.DeviceConfigurationDeviceStatus, "a"), null));
        reader.TryPost(new WorkItem(2, RequestBuilder.List(GraphSchema.DeviceConfigurationDeviceStatus, "b"), null));
        reader.Complete();
        int failed = 0;
        while (reader.Outstanding > 0)
        {
            await reader.WaitAsync(TimeSpan.FromSeconds(20), End);
            while (reader.TryTake(out ReadPart? part))
            {
                failed += part is { IsLast: true, Result.Failure: not null } ? 1 : 0;
            }
        }

        Assert.Equal(2, failed);
        Assert.InRange(server.Sizes.Count, 1, 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetAsync_response_over_the_limit_is_not_requested_again(bool isLengthKnown)
    {
        await using BatchServer server = await StartAsync(async context =>
        {
            context.Response.ContentLength = isLengthKnown ? 10_000 : null;
            await context.Response.WriteAsync(new string(' ', 10_000), End);
        });
        using GraphClient client = Connect(server.Http.BaseAddress, maxBytes: 1000);

        GraphFailureException failed = await Assert.ThrowsAsync<GraphFailureException>(
            () => client.GetAsync(RequestBuilder.Get(GraphSchema.IosUpdateDeviceStatus, null, "a"), null, End));

        Assert.Contains("longer than 1,000 bytes", failed.Failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Calls);
    }

    [Theory]
    [InlineData("ROOT/other/deviceManagement/iosUpdateStatuses")]
    [InlineData("ROOT/graph/../other")]
    [InlineData("ROOT/graph/v1.0/..%2F..%2Fother")]
    [InlineData("ROOT/graph/v1.0/x\\..\\..\\other")]
    [InlineData("ROOT/graph/v1.0/%2e%2e/%2e%2e/other")]
    [InlineData("ROOT/graphs/v1.0/x")]
    public async Task ListAsync_link_outside_the_root_is_not_followed(string link)
    {
        Uri? address = null;
        await using BatchServer server = await StartAsync(context => context.Response.WriteAsync(
            new JObject
            {
                ["@odata.nextLink"] = link.Replace("ROOT", address!.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal),
                ["value"] = new JArray(),
            }.ToString(),
            End));
        address = server.Http.BaseAddress;
        using GraphClient client = Connect(new Uri(address, "graph"));

        GraphFailureException failed = await Assert.ThrowsAsync<GraphFailureException>(() => ReadAllAsync(client));

        Assert.Contains("not followed", failed.Failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task ListAsync_empty_pages_without_end_end()
    {
        int number = 0;
        await using BatchServer server = await StartAsync(context => context.Response.WriteAsync(
            new JObject
            {
                ["@odata.nextLink"] = string.Create(
                    CultureInfo.InvariantCulture,
                    $"http://{context.Request.Host}/v1.0/deviceManagement/iosUpdateStatuses?$skip={++number}"),
                ["value"] = new JArray(),
            }.ToString(),
            End));
        using GraphClient client = Connect(server.Http.BaseAddress);

        GraphFailureException failed = await Assert.ThrowsAsync<GraphFailureException>(() => ReadAllAsync(client));

        Assert.Contains("empty pages", failed.Failure.Message, StringComparison.Ordinal);
        Assert.InRange(server.Calls.Count, GraphPage.MaxEmptyPages, GraphPage.MaxEmptyPages + 1);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(503)]
    public async Task Failure_gateway_that_repeats_the_request_shows_neither_token_nor_person(int status)
    {
        const string Person = "Pia Privat";
        await using BatchServer server = await BatchServer.StartAsync();
        server.Whole = async (context, items) =>
        {
            string echo = $"Refused: Authorization: {context.Request.Headers.Authorization} or {Token}; body {string.Concat(items)}";
            echo += context.Request.Path.Value!.EndsWith("/$batch", StringComparison.Ordinal)
                ? string.Empty
                : $"{{\"userName\":\"{Person}\"}}";
            await BatchServer.SendAsync(
                context,
                status,
                "application/json",
                new JObject
                {
                    ["error"] = new JObject { ["code"] = "Echo\u001b[2J", ["message"] = echo + "\r\nforged\u001b[1A" },
                }.ToString());
            return true;
        };
        ConcurrentQueue<string> lines = [];
        GraphLog log = new() { Debug = lines.Enqueue, Verbose = lines.Enqueue, Warning = lines.Enqueue };
        using GraphClient client = Connect(server.Http.BaseAddress);
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "run.jsonl");
        List<RowResult> rows;
        await using (RunJournal journal = await RunJournal.OpenAsync(
            path, new JournalHeader { Command = "Set-IosUpdateDeviceStatus", Endpoint = client.Root.AbsoluteUri }, End))
        {
            rows = await Rows.RunAsync(
                client, [Rows.Patch("a", Person), Rows.Patch("b", Person)], new BatchOptions { Journal = journal, Log = log });
            rows.AddRange(await Rows.RunAsync(client, [Rows.Patch("c", Person)], new BatchOptions { Log = log }));
        }

        Assert.All(rows, row => Assert.NotNull(row.Failure));
        string[] said =
        [
            .. rows.SelectMany(
                row => new[] { row.Failure!.Message, row.Failure.Code ?? string.Empty, row.Failure.RawMessage ?? string.Empty }),
            .. lines, await File.ReadAllTextAsync(path, End),
        ];
        Assert.All(said, text =>
        {
            Assert.DoesNotContain(Token, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Person, text, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', text);
        });
        Assert.All(rows, row => Assert.DoesNotContain('\n', row.Failure!.Message));
    }

    [Theory]
    [InlineData("https://graph.microsoft.com", true)]
    [InlineData("https://graph.microsoft.us", true)]
    [InlineData("https://microsoftgraph.chinacloudapi.cn/", true)]
    [InlineData("https://graph.microsoft.com:8443", false)]
    [InlineData("https://graph.microsoft.com.evil.example", false)]
    [InlineData("https://graph.micros\u043eft.com", false)]
    [InlineData("http://127.0.0.1", false)]
    public void IsMicrosoft_is_true_for_the_endpoints_of_the_clouds_only(string endpoint, bool expected) =>
        Assert.Equal(expected, GraphEndpoint.IsMicrosoft(new Uri(endpoint)));

    private static async Task SendBombAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = "gzip";
        await context.Response.Body.WriteAsync(EmptyObjects, End);
    }

    private static byte[] Compress(byte[] bytes)
    {
        using MemoryStream result = new();
        using (GZipStream zip = new(result, CompressionLevel.Fastest))
        {
            zip.Write(bytes);
        }

        return result.ToArray();
    }

    private static async Task<BatchServer> StartAsync(Func<HttpContext, Task> respond)
    {
        BatchServer server = await BatchServer.StartAsync();
        server.Whole = async (context, _) =>
        {
            await respond(context);
            return true;
        };
        return server;
    }

    private static GraphClient Connect(Uri endpoint, long maxBytes = 64 * 1024 * 1024) => new(new GraphClientOptions
    {
        Endpoint = endpoint,
        Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.AccessToken, AccessToken = Token }),
        Retry = Rows.Hasty,
        WriteLimit = 0,
        MaxResponseBytes = maxBytes,
    });

    private static async Task ReadAllAsync(GraphClient client)
    {
        await foreach (IReadOnlyList<StatusEntity> page in client.ListAsync(List, null, End))
        {
            Assert.True(page.Count >= 0);
        }
    }
}
