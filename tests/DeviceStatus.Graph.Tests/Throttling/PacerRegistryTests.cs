using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Throttling;

public sealed class PacerRegistryTests : IDisposable
{
    private static readonly PaceKey Key = new(new Uri("https://graph.example/"), "tenant", "app");
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "pace-" + Guid.NewGuid().ToString("N"));
    private readonly VirtualClock _clock = new();

    [Fact]
    public void Get_with_another_limit_changes_the_limit_and_keeps_what_was_sent()
    {
        PacerRegistry registry = new();
        Pacer pacer = Get(registry, 100);
        Take(pacer, 60);

        Assert.Same(pacer, Get(registry, 70));

        Assert.Equal((70, 70), (pacer.WriteLimit, pacer.CurrentWriteLimit));
        Assert.True(pacer.TryAcquire(PaceKind.Write, 20, out PacePermit? rest, out _));
        Assert.Equal(10, rest.Count);
        Assert.False(pacer.TryAcquire(PaceKind.Write, 1, out _, out TimeSpan wait));
        Assert.Equal(TimeSpan.FromSeconds(20), wait);
    }

    [Fact]
    public void ChangeWriteLimit_to_or_from_no_pacing_is_refused()
    {
        Assert.Throws<InvalidOperationException>(() => new Pacer(100, _clock).ChangeWriteLimit(0));
        Assert.Throws<InvalidOperationException>(() => new Pacer(0, _clock).ChangeWriteLimit(100));
        new Pacer(0, _clock).ChangeWriteLimit(0);
    }

    [Fact]
    public void ChangeWriteLimit_while_a_request_is_under_way_counts_its_response()
    {
        Pacer pacer = new(100, _clock);
        Assert.True(pacer.TryAcquire(PaceKind.Write, 60, out PacePermit? permit, out _));

        pacer.ChangeWriteLimit(80);
        permit.ReportResponse(PaceReport.Batch([.. Enumerable.Repeat<int?>(204, 60)], null));

        Assert.True(pacer.TryAcquire(PaceKind.Write, 60, out PacePermit? next, out _));
        Assert.Equal(20, next.Count);
    }

    [Fact]
    public async Task ChangeWriteLimit_releases_waiting_callers()
    {
        Pacer pacer = new(10, _clock);
        Take(pacer, 10);
        Task<PacePermit> waiting = pacer.AcquireAsync(PaceKind.Write, 10, TestContext.Current.CancellationToken).AsTask();
        await _clock.WhenWaitingAsync();

        pacer.ChangeWriteLimit(20);

        Assert.Equal(10, (await waiting).Count);
    }

    [Fact]
    public void Get_in_another_process_counts_what_the_first_sent_at_its_time()
    {
        Pacer first = Get(Registry(), 100);
        Take(first, 60);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Take(first, 30);
        first.Recorder!.Save();
        _clock.Advance(TimeSpan.FromSeconds(3));

        Pacer second = Get(Registry(), 100);

        Assert.True(second.TryAcquire(PaceKind.Write, 10, out PacePermit? permit, out _));
        Assert.Equal(10, permit.Count);
        permit.Dispose();
        Assert.False(second.TryAcquire(PaceKind.Write, 20, out _, out TimeSpan wait));
        Assert.Equal(12, wait.TotalSeconds, 3);
        Assert.Equal(12, second.MinimumDuration(60).TotalSeconds, 3);
        Assert.Equal(100, second.CurrentWriteLimit);
    }

    [Fact]
    public void Get_in_another_process_long_after_begins_with_the_whole_quota()
    {
        Pacer first = Get(Registry(), 100);
        Take(first, 100);
        first.Recorder!.Save();
        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.True(Get(Registry(), 100).TryAcquire(PaceKind.Write, 100, out PacePermit? permit, out _));
        Assert.Equal(100, permit.Count);
    }

    [Fact]
    public void Load_again_replaces_what_was_known_of_other_processes()
    {
        Pacer first = Get(Registry(), 100);
        Pacer second = Get(Registry(), 100);
        Take(first, 40);
        first.Recorder!.Save();
        second.Recorder!.Load();
        second.Recorder!.Load();
        Take(first, 30);
        first.Recorder!.Save();
        second.Recorder!.Load();

        Assert.True(second.TryAcquire(PaceKind.Write, 100, out PacePermit? permit, out _));
        Assert.Equal(30, permit.Count);
    }

    [Fact]
    public void Sent_holds_only_what_this_process_sent()
    {
        Pacer pacer = new(100, _clock);
        pacer.SetEarlier([new SentBatch(_clock.GetUtcNow(), 50, 50)]);
        Take(pacer, 20);
        Assert.True(pacer.TryAcquire(PaceKind.Read, 5, out PacePermit? read, out _));
        read.Dispose();

        Assert.Equal([new SentBatch(_clock.GetUtcNow(), 25, 20)], pacer.Sent());
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Empty(pacer.Sent());
        Assert.Empty(new Pacer(0, _clock).Sent());
    }

    [Fact]
    public async Task Recorder_writes_what_was_sent_a_second_later()
    {
        Pacer pacer = Get(Registry(), 100);
        using FileSystemWatcher watcher = new(Directory.CreateDirectory(_folder).FullName) { EnableRaisingEvents = true };
        for (int written = 20; written <= 40; written += 20)
        {
            TaskCompletionSource renamed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            watcher.Renamed += (_, _) => renamed.TrySetResult();

            // Also before the response, because the service may have counted the requests.
            Assert.True(pacer.TryAcquire(PaceKind.Write, 20, out _, out _));
            await _clock.WhenDueInAsync(TimeSpan.FromSeconds(1));
            await _clock.WhenAloneAsync();
            _clock.Advance(TimeSpan.FromSeconds(1));
            await renamed.Task.WaitAsync(TestContext.Current.CancellationToken);

            Assert.Equal(written, new PaceStore(_folder).Load(Key, _clock.GetUtcNow()).Sum(batch => batch.Writes));
        }
    }

    [Fact]
    public async Task Recorder_reads_requests_of_other_processes_a_second_after_a_request()
    {
        Pacer first = Get(Registry(), 100);
        Pacer second = Get(Registry(), 100);
        Take(second, 100);
        Task<PacePermit> waiting = second.AcquireAsync(PaceKind.Write, 100, TestContext.Current.CancellationToken).AsTask();
        await _clock.WhenDueInAsync(TimeSpan.FromSeconds(20));
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Take(first, 60);
        first.Recorder!.Save();

        _clock.Advance(TimeSpan.FromSeconds(0.5));

        // The caller now waits for the requests of the first process, too.
        await _clock.WhenDueInAsync(TimeSpan.FromSeconds(19.5));
        _clock.Advance(TimeSpan.FromSeconds(19.5));
        Assert.Equal(100, (await waiting).Count);
    }

    [Theory]
    [InlineData(599, true)]
    [InlineData(600, false)]
    public void Get_pacer_that_no_connection_uses_is_released_after_ten_idle_minutes(int seconds, bool isKept)
    {
        PacerRegistry registry = new();
        WeakReference pacer = Used(registry);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        UseAnother(registry);

        Released.Collect(pacer);

        Assert.Equal(isKept, pacer.IsAlive);
        GC.KeepAlive(registry);
    }

    [Fact]
    public void Get_pacer_that_a_connection_uses_is_found_after_ten_idle_minutes()
    {
        PacerRegistry registry = new();
        Pacer pacer = Get(registry, 100);
        _clock.Advance(TimeSpan.FromMinutes(11));
        UseAnother(registry);
        GC.Collect();

        Assert.Same(pacer, Get(registry, 100));
    }

    [Fact]
    public void Save_after_the_response_writes_its_moment()
    {
        Pacer pacer = Get(Registry(), 100);
        Assert.True(pacer.TryAcquire(PaceKind.Write, 20, out PacePermit? permit, out _));
        pacer.Recorder!.Save();
        _clock.Advance(TimeSpan.FromSeconds(3));
        permit.ReportResponse(PaceReport.Batch([.. Enumerable.Repeat<int?>(204, 20)], null));
        pacer.Recorder.Save();

        Assert.Equal([new SentBatch(_clock.GetUtcNow(), 20, 20)], new PaceStore(_folder).Load(Key, _clock.GetUtcNow()));
    }

    [Fact]
    public void Save_without_anything_new_writes_nothing()
    {
        Pacer pacer = Get(Registry(), 100);

        pacer.Recorder!.Save();

        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public void Load_nothing_sent_by_other_processes_keeps_the_limit_of_a_pacer_without_a_success()
    {
        Pacer pacer = Get(Registry(), 100);
        Assert.True(pacer.TryAcquire(PaceKind.Write, 20, out PacePermit? refused, out _));
        refused.ReportResponse(PaceReport.Batch([.. Enumerable.Repeat<int?>(429, 20)], TimeSpan.FromSeconds(2)));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(pacer.TryAcquire(PaceKind.Write, 20, out PacePermit? probe, out _));
        probe.ReportResponse(PaceReport.Batch([204], null));

        Assert.Equal(100, pacer.CurrentWriteLimit);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void UseAnother(PacerRegistry registry) => registry.Get(Key with { TenantId = "another" }, 100, _clock, TimeSpan.MaxValue);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Used(PacerRegistry registry)
    {
        Pacer pacer = Get(registry, 100);
        Take(pacer, 1);
        return new WeakReference(pacer);
    }

    private static void Take(Pacer pacer, int count)
    {
        Assert.True(pacer.TryAcquire(PaceKind.Write, count, out PacePermit? permit, out _));
        Assert.Equal(count, permit.Count);
        permit.Dispose();
    }

    private PacerRegistry Registry()
    {
        PaceStore store = new(_folder);
        return new PacerRegistry(() => store);
    }

    private Pacer Get(PacerRegistry registry, int limit) => registry.Get(Key, limit, _clock, TimeSpan.MaxValue);
}
