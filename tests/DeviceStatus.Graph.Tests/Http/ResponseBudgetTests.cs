using System.IO.Pipelines;
using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Batching;

namespace DeviceStatus.Graph.Tests.Http;

/// <summary>The bound on the memory of large responses.</summary>
public sealed class ResponseBudgetTests
{
    private const int Megabyte = 1024 * 1024;

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public void GrowAsync_small_responses_need_no_share()
    {
        ResponseBudget budget = new(1);
        using ResponseBudget.Share share = budget.Open(64 * Megabyte);

        Assert.True(share.GrowAsync(ResponseBudget.FreeBytes, End).IsCompletedSuccessfully);
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task GrowAsync_response_beyond_the_bound_waits_until_another_is_released()
    {
        ResponseBudget budget = new(60 * Megabyte);
        ResponseBudget.Share first = budget.Open(20 * Megabyte);
        using ResponseBudget.Share second = budget.Open(20 * Megabyte);
        await first.GrowAsync(20 * Megabyte, End);
        first.End(20 * Megabyte);

        Task waiting = second.GrowAsync(2 * Megabyte, End);
        Assert.False(waiting.IsCompleted);
        first.Dispose();

        await waiting;
        Assert.Equal(6 * Megabyte, budget.Used);
    }

    [Fact]
    public async Task GrowAsync_response_that_turns_out_small_makes_room_at_its_end()
    {
        ResponseBudget budget = new(60 * Megabyte);
        using ResponseBudget.Share first = budget.Open(20 * Megabyte);
        using ResponseBudget.Share second = budget.Open(20 * Megabyte);
        await first.GrowAsync(2 * Megabyte, End);

        Task waiting = second.GrowAsync(2 * Megabyte, End);
        Assert.False(waiting.IsCompleted);
        first.End(2 * Megabyte);

        await waiting;
    }

    [Fact]
    public async Task GrowAsync_cancelled_wait_takes_nothing()
    {
        ResponseBudget budget = new(6 * Megabyte);
        using ResponseBudget.Share first = budget.Open(2 * Megabyte);
        await first.GrowAsync(2 * Megabyte, End);
        using (ResponseBudget.Share second = budget.Open(2 * Megabyte))
        {
            using CancellationTokenSource stop = new();
            Task waiting = second.GrowAsync(2 * Megabyte, stop.Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        first.Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task GrowAsync_response_waits_until_earlier_pages_are_taken()
    {
        ResponseBudget budget = new(60 * Megabyte);
        using ResponseBudget.Share share = budget.Open(20 * Megabyte);
        budget.AddPage(20 * Megabyte);

        Task waiting = share.GrowAsync(10 * Megabyte, End);
        Assert.False(waiting.IsCompleted);
        budget.RemovePage(20 * Megabyte);

        await waiting;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GrowAsync_response_that_a_caller_needs_does_not_wait(bool isNeededBefore)
    {
        object run = new();
        ResponseBudget budget = new(60 * Megabyte);
        using ResponseBudget.Share other = budget.Open(20 * Megabyte, new ResponseOwner(run, 2));
        using ResponseBudget.Share needed = budget.Open(20 * Megabyte, new ResponseOwner(run, 1));
        budget.AddPage(30 * Megabyte);
        Task otherGrows = other.GrowAsync(10 * Megabyte, End);
        if (isNeededBefore)
        {
            budget.OnNeeded(new ResponseOwner(run, 1));
        }

        Task neededGrows = needed.GrowAsync(10 * Megabyte, End);
        if (!isNeededBefore)
        {
            Assert.False(neededGrows.IsCompleted);
            budget.OnNeeded(new ResponseOwner(run, 1));
        }

        await neededGrows;
        needed.Dispose();
        budget.RemovePage(30 * Megabyte);
        await otherGrows;
    }

    [Fact]
    public async Task GrowAsync_response_that_takes_most_of_the_memory_waits_until_it_is_needed()
    {
        object run = new();
        ResponseBudget budget = new(60 * Megabyte);
        using ResponseBudget.Share share = budget.Open(20 * Megabyte, new ResponseOwner(run, 2));
        budget.OnNeeded(new ResponseOwner(run, 1));

        Task waiting = share.GrowAsync(15 * Megabyte, End);
        Assert.False(waiting.IsCompleted);
        budget.OnNeeded(new ResponseOwner(run, 2));

        await waiting;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task GrowAsync_responses_of_any_size_and_order_all_end_within_the_bound(int seed)
    {
        const long Capacity = 192L * Megabyte;
        ResponseBudget budget = new(Capacity);
        long most = 0;

        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(
            async () =>
            {
                Random random = new((seed * 1000) + number);
                long size = random.Next(64 * Megabyte);
                using ResponseBudget.Share share = budget.Open(random.Next(2) == 0 ? 64 * Megabyte : size);
                long bytes = 16 * 1024;
                for (; bytes < size; bytes *= 2)
                {
                    await share.GrowAsync(Math.Min(bytes * 2, 64 * Megabyte), End);
                    Interlocked.Exchange(ref most, Math.Max(Interlocked.Read(ref most), budget.Used));
                    await Task.Yield();
                }

                share.End(size);
                await Task.Yield();
            },
            End)));

        Assert.InRange(most, 1, Capacity);
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task ReadAsync_wait_for_memory_pauses_the_timeout()
    {
        ResponseBudget budget = new(6 * Megabyte);
        ResponseBudget.Share other = budget.Open(2 * Megabyte);
        await other.GrowAsync(2 * Megabyte, End);
        using ResponseBody body = new(2 * Megabyte, budget);
        using RequestTimeout timeout = new(TimeSpan.FromMinutes(1), TimeProvider.System);
        using MemoryStream stream = new(new byte[2 * Megabyte]);

        Task reading = body.ReadAsync(stream, stream.Length, timeout, End);
        Assert.True(timeout.IsPaused);
        other.Dispose();
        await reading;

        Assert.False(timeout.IsPaused);
        Assert.Equal(2 * Megabyte, body.Bytes.Length);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(100, true)]
    [InlineData(100_000, false)]
    [InlineData(1_048_576, true)]
    [InlineData(1_048_576, false)]
    [InlineData(5_000_000, true)]
    [InlineData(5_000_000, false)]
    public async Task ReadAsync_stream_of_any_length_is_read_whole(int length, bool isLengthKnown)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        ResponseBudget budget = new(100 * Megabyte);
        using (ResponseBody body = new(length, budget))
        {
            Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
            await pipe.Writer.WriteAsync(bytes, End);
            await pipe.Writer.CompleteAsync();
            using RequestTimeout timeout = new(Timeout.InfiniteTimeSpan, TimeProvider.System);
            await body.ReadAsync(pipe.Reader.AsStream(), isLengthKnown ? length : null, timeout, End);

            Assert.True(bytes.AsSpan().SequenceEqual(body.Bytes.Span));
        }

        Assert.Equal(0, budget.Used);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadExecutor_many_large_responses_are_all_read_within_the_bound(bool isLengthKnown)
    {
        const int Size = 3 * Megabyte;
        byte[] page = Encoding.UTF8.GetBytes("{\"value\":[{\"id\":\"a\",\"userName\":\"" + new string('x', Size) + "\"}]}");
        await using BatchServer server = await BatchServer.StartAsync();
        server.Whole = async (context, _) =>
        {
            context.Response.ContentLength = isLengthKnown ? page.Length : null;
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(page, End);
            return true;
        };
        ResponseBudget budget = new(4 * 3 * Size);
        using GraphClient client = new(new GraphClientOptions
        {
            Endpoint = server.Http.BaseAddress,
            Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.AccessToken, AccessToken = "bench" }),
            MaxResponseBytes = 4 * Megabyte,
            WriteLimit = 0,
            Budget = budget,
        });

        int[] read = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => CountAsync(client)));

        Assert.All(read, count => Assert.Equal(1, count));
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task DisposeAsync_pages_that_were_not_taken_give_back_their_memory()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Whole = async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync("{\"value\":[{\"id\":\"a\"},{\"id\":\"b\"}]}"u8.ToArray(), End);
            return true;
        };
        ResponseBudget budget = new(Megabyte);
        using GraphClient client = new(new GraphClientOptions
        {
            Endpoint = server.Http.BaseAddress,
            Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.AccessToken, AccessToken = "bench" }),
            WriteLimit = 0,
            Budget = budget,
        });
        await using (ReadExecutor reader = new(client))
        {
            reader.TryPost(new WorkItem(1, RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null), null));
            reader.Complete();
            while (budget.Used == 0)
            {
                await reader.WaitAsync(TimeSpan.FromSeconds(20), End);
            }
        }

        Assert.Equal(0, budget.Used);
    }

    private static async Task<int> CountAsync(GraphClient client)
    {
        int count = 0;
        await foreach (IReadOnlyList<StatusEntity> page in client.ListAsync(
            RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null), null, End))
        {
            count += page.Count(entity => entity.UserName!.Length == 3 * Megabyte);
        }

        return count;
    }
}
