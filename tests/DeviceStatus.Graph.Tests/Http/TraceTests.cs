using System.Collections.Concurrent;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Tests.Batching;

namespace DeviceStatus.Graph.Tests.Http;

public sealed class TraceTests
{
    private const string Token = "Zq7-TOKEN-THAT-NOBODY-MAY-SEE-4711";
    private const string Name = "Pia's own iPhone";

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Debug_shows_bodies_only_when_they_are_asked_for(bool includesBodies)
    {
        (string debug, string verbose) = await SendAsync(
            """{"id":"a","userName":"Pia"}""", [], includesBodies);

        Assert.Contains("> PATCH http://127.0.0.1", debug, StringComparison.Ordinal);
        Assert.Contains("Authorization: <redacted>", debug, StringComparison.Ordinal);
        Assert.Equal(includesBodies, debug.Contains(Name, StringComparison.Ordinal));
        Assert.Equal(includesBodies, debug.Contains("\"userName\":\"Pia\"", StringComparison.Ordinal));
        Assert.DoesNotContain(Name, verbose, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, debug, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debug_shows_the_value_of_known_headers_only()
    {
        (string debug, _) = await SendAsync(
            "{}",
            [
                ("request-id", "r-1"),
                ("X-Unknown", "unknown-value"),
                ("Set-Cookie", "cookie-value"),
                ("Location", "https://x/?code=abc"),
            ],
            includesBodies: true);

        Assert.True(debug.Contains("request-id: r-1", StringComparison.OrdinalIgnoreCase), debug);
        foreach (string header in new[] { "X-Unknown", "Set-Cookie", "Location" })
        {
            Assert.Contains($"{header}: <redacted>", debug, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("unknown-value", debug, StringComparison.Ordinal);
        Assert.DoesNotContain("cookie-value", debug, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debug_forged_lines_and_escapes_of_the_server_are_shown_as_escapes()
    {
        (string debug, _) = await SendAsync(
            "{\"id\":\"a\",\"x\":\"\u001b]8;;https://evil.example\u001b\\\\\u009b2J\"}\r\n> DELETE forged", [], includesBodies: true);

        Assert.DoesNotContain('\u001b', debug);
        Assert.DoesNotContain('\u009b', debug);
        Assert.DoesNotContain("\n> DELETE forged", debug, StringComparison.Ordinal);
        Assert.True(debug.Contains("\\u001B]8;;", StringComparison.Ordinal), debug);
    }

    private static async Task<(string Debug, string Verbose)> SendAsync(string response, (string, string)[] headers, bool includesBodies)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Whole = async (context, _) =>
        {
            await BatchServer.SendAsync(context, 200, "application/json", response, headers);
            return true;
        };
        ConcurrentQueue<string> debug = [];
        ConcurrentQueue<string> verbose = [];
        GraphLog log = new() { Debug = debug.Enqueue, Verbose = verbose.Enqueue, IncludesBodies = includesBodies };
        using GraphClient client = new(new GraphClientOptions
        {
            Endpoint = server.Http.BaseAddress,
            Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.AccessToken, AccessToken = Token }),
            Retry = Rows.Hasty,
        });
        await Rows.RunAsync(
            client, [Rows.Patch("a", Name)], new DeviceStatus.Graph.Batching.BatchOptions { Log = log, ReturnObjects = true });
        return (string.Join('\n', debug), string.Join('\n', verbose));
    }
}
