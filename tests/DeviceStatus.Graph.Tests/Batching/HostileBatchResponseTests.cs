using System.IO.Compression;
using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>
/// Each batch holds a PATCH, a POST and a DELETE three times over. The server does something hostile once; afterwards it is well-behaved.
/// What may be repeated must end as done, a POST as what can truly be said of it, and no POST may arrive twice.
/// </summary>
public sealed class HostileBatchResponseTests
{
    private static readonly string[] Verbs = ["PATCH", "POST", "DELETE", "PATCH", "POST", "DELETE", "PATCH", "POST", "DELETE"];

    public static TheoryData<string> Unreadable() =>
    [
        "not JSON", "HTML of a proxy", "empty 200", "empty 204", "an array", "a number", "no responses", "responses are an object",
        "responses are numbers",
        "deep nesting", "cut off at the start", "not gzip though it says so", "empty items", "status as text", "status missing",
        "status absurd", "unknown ids",
        "ids missing", "more than agreed", "invalid UTF-8",
    ];

    [Fact]
    public async Task Batch_item_with_request_ids_of_its_own_gives_them_to_its_failure()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Whole = async (context, items) =>
        {
            await BatchServer.SendAsync(context, 200, "application/json", BatchServer.Envelope(items.Select(item =>
            {
                JObject response = BatchServer.Response(item, 400);
                response["headers"] = new JObject { ["Request-Id"] = "r" + item["id"], ["client-request-id"] = "c" + item["id"] };
                response["body"] = BatchServer.Error("BadRequest");
                return response;
            })));
            return true;
        };
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> rows = await Rows.RunAsync(client, [Rows.Patch("a"), Rows.Patch("b")]);

        Assert.Equal([("r1", "c1"), ("r2", "c2")], rows.Select(row => (row.Failure!.RequestId!, row.Failure.ClientRequestId!)));
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task Batch_with_an_unreadable_response_leaves_only_POSTs_unknown(string kind)
    {
        (List<RowResult> rows, BatchServer server) = await RunAsync((context, items) => AnswerAsync(kind, context, items));
        await using (server)
        {
            AssertOutcomes(rows, server, unknown: row => Verbs[row] == "POST");
        }
    }

    [Theory]
    [InlineData("missing", 4)]
    [InlineData("contradicted", 4)]
    [InlineData("contradicted twice", 4)]
    [InlineData("half", 4)]
    public async Task Batch_with_an_unreadable_item_does_not_affect_other_items(string kind, int hit)
    {
        (List<RowResult> rows, BatchServer server) = await RunAsync(async (context, items) =>
        {
            List<JObject> answers = items.Select(item => BatchServer.Response(item, 204)).ToList();
            switch (kind)
            {
                case "missing":
                    answers.RemoveAt(hit);
                    break;
                case "contradicted":
                    answers.Insert(0, BatchServer.Response((JObject)items[hit], 400));
                    break;
                case "contradicted twice":
                    answers.Insert(0, BatchServer.Response((JObject)items[hit], 400));
                    answers.Add(BatchServer.Response((JObject)items[hit], 204));
                    break;
                default:
                    answers[hit].Remove("status");
                    break;
            }

            await BatchServer.SendAsync(context, 200, "application/json", BatchServer.Envelope(answers));
        });
        await using (server)
        {
            // The second request reads the object of the POST whose item is not readable.
            AssertOutcomes(rows, server, unknown: row => row == hit);
            Assert.Equal([9, 0], server.Sizes);
        }
    }

    [Theory]
    [InlineData("repeated")]
    [InlineData("ids as numbers")]
    [InlineData("strange members")]
    [InlineData("gzip")]
    [InlineData("brotli")]
    [InlineData("byte order mark")]
    [InlineData("foreign ids besides")]
    public async Task Batch_with_an_unusual_but_readable_response_is_read(string kind)
    {
        (List<RowResult> rows, BatchServer server) = await RunAsync((context, items) => AnswerAsync(kind, context, items));
        await using (server)
        {
            AssertOutcomes(rows, server, unknown: _ => false);
            Assert.Single(server.Sizes);
        }
    }

    [Theory]
    [InlineData("connection cut")]
    [InlineData("drip without end")]
    [InlineData("too large")]
    [InlineData("garbled")]
    public async Task Batch_with_an_incomplete_response_keeps_the_complete_items(string kind)
    {
        (List<RowResult> rows, BatchServer server) = await RunAsync(
            async (context, items) =>
            {
                string whole = BatchServer.Envelope(items.Select(item => BatchServer.Response(item, 204)));
                int end = whole.IndexOf("\"id\":\"6\"", StringComparison.Ordinal);
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = kind == "connection cut" ? whole.Length : null;
                await context.Response.WriteAsync(whole[..end]);
                await context.Response.Body.FlushAsync();
                switch (kind)
                {
                    case "connection cut":
                        // The server closes an answer that stays short of its length.
                        break;
                    case "too large":
                        await context.Response.WriteAsync(new string(' ', 200_000));
                        break;
                    case "garbled":
                        await context.Response.WriteAsync("}}}]" + whole[end..]);
                        break;
                    default:
                        while (!context.RequestAborted.IsCancellationRequested)
                        {
                            await context.Response.WriteAsync(" ");
                            await context.Response.Body.FlushAsync();
                            await Task.WhenAny(Task.Delay(20, context.RequestAborted));
                        }

                        break;
                }
            },
            timeout: kind == "drip without end" ? TimeSpan.FromMilliseconds(400) : null,
            maxAnswer: 100_000);
        await using (server)
        {
            // Items 1 to 5 were whole; of the POSTs only the eighth was not.
            AssertOutcomes(rows, server, unknown: row => row == 7);
        }
    }

    [Theory]
    [InlineData(302, RowOutcome.Failed, GraphErrorId.Unavailable)]
    [InlineData(403, RowOutcome.Failed, GraphErrorId.Forbidden)]
    public async Task Batch_with_the_page_of_a_proxy_as_response_fails_every_row(int status, RowOutcome outcome, string id)
    {
        (List<RowResult> rows, BatchServer server) = await RunAsync((context, _) =>
            BatchServer.SendAsync(context, status, "text/html", "<html>login</html>", ("Location", "https://login.example.com/")));
        await using (server)
        {
            Assert.All(rows, row => Assert.Equal((outcome, id), (row.Outcome, row.Failure!.ErrorId)));
            Assert.Single(server.Sizes);
        }
    }

    [Theory]
    [InlineData("HTML of a proxy", RowOutcome.Unknown)]
    [InlineData("cut off at the start", RowOutcome.Unknown)]
    [InlineData("connection cut", RowOutcome.Unknown)]
    [InlineData("empty 200", RowOutcome.Done)]
    public async Task Post_alone_is_done_only_when_the_service_says_so(string kind, RowOutcome outcome)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Whole = async (context, items) =>
        {
            if (kind == "connection cut")
            {
                context.Response.StatusCode = 201;
                context.Response.ContentLength = 1000;
                await context.Response.WriteAsync("{\"id\":");
                await context.Response.Body.FlushAsync();
                context.Abort();
            }
            else
            {
                await AnswerAsync(kind, context, items);
            }

            return true;
        };
        using GraphClient client = Rows.Connect(server.Http);

        RowResult row = Assert.Single(await Rows.RunAsync(client, [Rows.Post("a")]));

        Assert.Equal(outcome, row.Outcome);
        Assert.Equal(1, server.Calls.Count(call => call.Method == "POST"));
    }

    [Fact]
    public async Task Batch_without_a_response_ends_with_the_timeout()
    {
        (List<RowResult> rows, BatchServer server) = await RunAsync(
            async (context, _) => await Task.WhenAny(Task.Delay(Timeout.Infinite, context.RequestAborted)),
            timeout: TimeSpan.FromMilliseconds(200));
        await using (server)
        {
            AssertOutcomes(rows, server, unknown: row => Verbs[row] == "POST");
            Assert.Contains("No complete response came within 0.2 s (-RequestTimeout)", rows[1].Failure!.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<(List<RowResult> Rows, BatchServer Server)> RunAsync(
        Func<HttpContext, IReadOnlyList<JObject>, Task> hostile, TimeSpan? timeout = null, long? maxAnswer = null)
    {
        BatchServer server = await BatchServer.StartAsync();
        int calls = 0;
        server.Whole = async (context, items) =>
        {
            if (Interlocked.Increment(ref calls) > 1)
            {
                return false;
            }

            await hostile(context, items);
            return true;
        };
        server.Item = call => call.Method == "DELETE" && call.Attempt > 1 ? new(404, BatchServer.Error("NotFound")) : new(204);
        using GraphClient client = Rows.Connect(server.Http, timeout: timeout, maxAnswer: maxAnswer);
        return (await Rows.RunAsync(client, Verbs.Select(Rows.Verb)), server);
    }

    private static void AssertOutcomes(List<RowResult> rows, BatchServer server, Func<int, bool> unknown)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.True(
                rows[i].Outcome == (unknown(i) ? RowOutcome.Unknown : RowOutcome.Done),
                $"Row {i + 1} ({Verbs[i]}) is {rows[i].Outcome}: {rows[i].Failure}");
            Assert.True(rows[i].Failure is null || rows[i].Failure!.ErrorId == GraphErrorId.OutcomeUnknown);
        }

        Assert.Equal(3, server.Calls.Count(call => call.Method == "POST"));
    }

    private static async Task AnswerAsync(string kind, HttpContext context, IReadOnlyList<JObject> items)
    {
        List<JObject> done = items.Select(item => BatchServer.Response(item, 204)).ToList();
        string good = BatchServer.Envelope(done);
        switch (kind)
        {
            case "gzip" or "brotli":
                await SendPackedAsync(context, kind, good);
                return;
            case "not gzip though it says so":
                await BatchServer.SendAsync(context, 200, "application/json", good, ("Content-Encoding", "gzip"));
                return;
            case "invalid UTF-8":
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync(new byte[] { 0x7b, 0x22, 0xff, 0xfe, 0x80 });
                return;
            case "byte order mark":
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetPreamble());
                await context.Response.WriteAsync(good);
                return;
            case "empty 204":
                context.Response.StatusCode = 204;
                return;
        }

        string body = Body(kind, items, done, good);
        await BatchServer.SendAsync(context, 200, kind.Contains("HTML", StringComparison.Ordinal) ? "text/html" : "application/json", body);
    }

    private static string Body(string kind, IReadOnlyList<JObject> items, List<JObject> done, string good) =>
        kind switch
        {
            "not JSON" => "OK",
            "HTML of a proxy" => "<html><body>Please sign in</body></html>",
            "empty 200" => string.Empty,
            "an array" => "[1,2,3]",
            "a number" => "42",
            "no responses" => "{\"value\":[]}",
            "responses are an object" => "{\"responses\":{\"1\":204}}",
            "responses are numbers" => "{\"responses\":[204,204,204]}",
            "deep nesting" => "{\"x\":" + new string('[', 5000) + new string(']', 5000) + "," + good[1..],
            "cut off at the start" => good[..20],
            "empty items" => BatchServer.Envelope(items.Select(_ => new JObject())),
            "status as text" => BatchServer.Envelope(items.Select(item => new JObject { ["id"] = item["id"], ["status"] = "two hundred" })),
            "status missing" => BatchServer.Envelope(items.Select(item => new JObject { ["id"] = item["id"] })),
            "status absurd" => BatchServer.Envelope(items.Select(item => new JObject { ["id"] = item["id"], ["status"] = 99999999999L })),
            "unknown ids" => BatchServer.Envelope(done.Select(item => new JObject(item) { ["id"] = "9" + item["id"] })),
            "ids missing" => BatchServer.Envelope(done.Select(item => new JObject { ["status"] = 204 })),
            "more than agreed" => new string(' ', 65 * 1024 * 1024) + good,
            "repeated" => BatchServer.Envelope(done.Concat(done).Concat(done)),
            "ids as numbers" => BatchServer.Envelope(items.Select((_, i) => new JObject { ["id"] = i + 1, ["status"] = 204 })),
            "strange members" => "{\"a\":[{}],\"responses\":" + new JArray(items.Select(item => new JObject
            {
                ["body"] = new JObject { ["deep"] = new JArray(1, 2) },
                ["x"] = new JObject(),
                ["headers"] = "none",
                ["status"] = 204,
                ["id"] = item["id"],
            })) + ",\"z\":1}",
            "foreign ids besides" => BatchServer.Envelope(
                done.Append(new JObject { ["id"] = "77", ["status"] = 500 }).Append(new JObject { ["id"] = "-1", ["status"] = 500 })),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    private static async Task SendPackedAsync(HttpContext context, string kind, string text)
    {
        using MemoryStream packed = new();
        await using (Stream pack = kind == "gzip"
            ? new GZipStream(packed, CompressionMode.Compress, true)
            : new BrotliStream(packed, CompressionMode.Compress, true))
        {
            await pack.WriteAsync(Encoding.UTF8.GetBytes(text));
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = kind == "gzip" ? "gzip" : "br";
        await context.Response.Body.WriteAsync(packed.ToArray());
    }
}
