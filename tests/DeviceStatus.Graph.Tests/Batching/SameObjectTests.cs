using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Journal;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>Several rows for one object: the later one wins.</summary>
public sealed class SameObjectTests
{
    [Fact]
    public async Task Run_later_row_of_an_object_wins_with_any_faults()
    {
        const int Objects = 40;
        for (int run = 0; run < 20; run++)
        {
            Random random = new(run);
            await using ObjectStore store = await ObjectStore.StartAsync();
            for (int i = 0; i < Objects; i++)
            {
                store.Add("i" + i.ToString(CultureInfo.InvariantCulture), "before");
            }

            store.Before = _ => Roll(random) switch
            {
                < 0.05 => new(429, BatchServer.Error("TooManyRequests"), "0.003"),
                < 0.08 => new(504),
                _ => null,
            };
            store.After = _ => Roll(random) < 0.05 ? new ItemAnswer(503, BatchServer.Error("CancelledOnServiceTimeout")) : null;
            using GraphClient client = Rows.Connect(store.Http);

            // Three rows for each object, side by side, then apart.
            List<GraphRequest> requests = [];
            for (int i = 0; i < Objects; i++)
            {
                requests.Add(Rows.Patch("i" + i, "first"));
                requests.Add(Rows.Patch("i" + i, "second"));
            }

            requests.AddRange(Enumerable.Range(0, Objects).Select(i => Rows.Patch("i" + i, "third")));
            List<RowResult> rows = await Rows.RunAsync(client, requests, new BatchOptions { BatchSize = 1 + (run % 20) });

            Assert.Equal(120, rows.Count);
            for (int i = 0; i < Objects; i++)
            {
                RowResult last = rows[(2 * Objects) + i];
                Assert.Equal(RowOutcome.Done, last.Outcome);
                Assert.Equal("third", store.NameOf("i" + i.ToString(CultureInfo.InvariantCulture)));
            }
        }
    }

    [Fact]
    public async Task Batch_never_has_two_rows_of_one_object()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> rows = await Rows.RunAsync(
            client, [Rows.Post("a"), Rows.Patch("A"), Rows.Patch("b"), Rows.Delete("a"), Rows.Patch("c")]);

        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
        Assert.Equal([3, 0, 0], server.Sizes);
        Assert.Equal(
            ["POST", "PATCH", "DELETE"],
            server.Calls
                .Where(call => call.Url.EndsWith("/A", StringComparison.OrdinalIgnoreCase) || call.Method == "POST")
                .Select(call => call.Method));
    }

    [Fact]
    public async Task Resume_later_row_is_sent_again_after_an_earlier_one_of_its_object()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Add("a", "before");
        store.Before = call => call is { Method: "PATCH", Attempt: 1 } ? new(400, BatchServer.Error("BadRequest")) : null;
        using GraphClient client = Rows.Connect(store.Http);
        GraphRequest[] requests = [Rows.Patch("a", "first"), Rows.Patch("a", "second")];
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await using (RunJournal journal = await Journals.OpenAsync(disk))
        {
            List<RowResult> first = await Rows.RunAsync(client, requests, new BatchOptions { Journal = journal });
            Assert.Equal([RowOutcome.Failed, RowOutcome.Done], first.Select(row => row.Outcome));
        }

        await using RunJournal again = await Journals.OpenAsync(new FullDisk(disk.Content, long.MaxValue).Ready());
        List<RowResult> rows = await Rows.RunAsync(client, requests, new BatchOptions { Journal = again });

        Assert.Equal([RowOutcome.Done, RowOutcome.Done], rows.Select(row => row.Outcome));
        Assert.Equal("second", store.NameOf("a"));
    }

    private static double Roll(Random random)
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }
}
