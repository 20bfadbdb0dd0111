using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.Graph.Throttling;
using DeviceStatus.Sandbox;
using DeviceStatus.TestServer;
using DeviceStatus.TestServer.Limits;

namespace DeviceStatus.Graph.Tests.Throttling;

/// <summary>What one connection or process has sent counts for the next, against a real server on a clock that runs fast.</summary>
public sealed class SharedPaceTests : IDisposable
{
    private const string Tenant = "11111111-0000-4000-8000-000000000001";
    private const string App = "22222222-0000-4000-8000-000000000002";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "pace-" + Guid.NewGuid().ToString("N"));
    private readonly FastClock _clock = new(10);
    private int _rows;

    [Fact]
    public async Task GraphClient_next_of_the_process_continues_with_the_same_quota()
    {
        (LoopbackServer server, LimiterFaults limiter) = await StartAsync();
        await using LoopbackServer opened = server;
        PacerRegistry registry = new();

        await WriteAsync(server, registry, 100);
        TimeSpan took = await WriteAsync(server, registry, 200);

        AssertPaced(limiter, took);
    }

    [Fact]
    public async Task GraphClient_of_another_process_continues_with_the_same_quota()
    {
        (LoopbackServer server, LimiterFaults limiter) = await StartAsync();
        await using LoopbackServer opened = server;

        // A registry and a store of its own is all that another process has.
        await WriteAsync(server, new PacerRegistry(() => new PaceStore(_folder)), 100);
        TimeSpan took = await WriteAsync(server, new PacerRegistry(() => new PaceStore(_folder)), 200);

        AssertPaced(limiter, took);
    }

    [Fact]
    public async Task Pacer_is_shared_by_connections_of_one_app_and_tenant_only()
    {
        (LoopbackServer server, _) = await StartAsync();
        await using LoopbackServer opened = server;
        PacerRegistry registry = new();
        using GraphClient first = Connect(server, registry, Tenant, App);
        using GraphClient second = Connect(server, registry, Tenant.ToUpperInvariant(), App.ToUpperInvariant());
        using GraphClient otherTenant = Connect(server, registry, "33333333-0000-4000-8000-000000000003", App);
        using GraphClient otherApp = Connect(server, registry, Tenant, "44444444-0000-4000-8000-000000000004");
        using GraphClient unknown = Connect(server, registry, null, App);
        using GraphClient unknownToo = Connect(server, registry, Tenant, " ");

        Assert.Same(first.Pacer, second.Pacer);
        Assert.Equal(5, new[] { first, otherTenant, otherApp, unknown, unknownToo }.Select(client => client.Pacer).Distinct().Count());
    }

    [Fact]
    public async Task ReportLimiter_is_shared_by_connections_of_one_app_and_tenant()
    {
        (LoopbackServer server, _) = await StartAsync();
        await using LoopbackServer opened = server;
        PacerRegistry registry = new();
        using GraphClient first = Connect(server, registry, Tenant, App);
        using GraphClient second = Connect(server, registry, Tenant, App);
        ExportJobOptions options = new() { FirstPollDelay = TimeSpan.FromMilliseconds(1), MaxPollDelay = TimeSpan.FromMilliseconds(1) };
        ExportJobClient[] clients = [new(first, options), new(second, options)];
        ExportJob job = await clients[0].CreateAsync(
            new ExportJobRequest { ReportName = "DeviceStatusesByConfigurationProfile" }, TestContext.Current.CancellationToken);

        long began = _clock.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 48).Select(i => clients[i % 2].GetAsync(job.Id, TestContext.Current.CancellationToken)));

        Assert.InRange(_clock.GetElapsedTime(began).TotalSeconds, 50, 150);
    }

    [Fact]
    public async Task Pacer_of_a_connection_without_pacing_is_its_own_and_writes_no_file()
    {
        (LoopbackServer server, _) = await StartAsync();
        await using LoopbackServer opened = server;
        using GraphClient client = Rows.Connect(server.BaseAddress, writeLimit: 0, clock: _clock);

        client.SharePace(new PacerRegistry(() => new PaceStore(_folder)), Tenant, App);
        await Rows.RunAsync(client, [Rows.Post("a")]);

        Assert.Equal(0, client.Pacer.WriteLimit);
        Assert.False(Directory.Exists(_folder));
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static void AssertPaced(LimiterFaults limiter, TimeSpan took)
    {
        Assert.Equal(300, limiter.Writes.Count);
        Assert.DoesNotContain(limiter.Writes, write => !write.IsAccepted);

        // The first 100 filled the window, so the 200 take 40 s from then, and without the memory of it 120 s. A busy machine is slow by
        // this clock; the bench measures exactly.
        Assert.InRange(took.TotalSeconds, 35, 80);
    }

    private async Task<(LoopbackServer Server, LimiterFaults Limiter)> StartAsync()
    {
        LimiterFaults limiter = new(Discipline.Parse("sliding:100/20").CreateLimiter(), clock: _clock);
        LoopbackServer server = await LoopbackServer.StartAsync(
            new LoopbackOptions
            {
                RecordLast = 0,
                Sandbox = new SandboxOptions { Faults = limiter.Choose, Latency = TimeSpan.FromMilliseconds(50), TimeProvider = _clock },
            },
            TestContext.Current.CancellationToken);
        return (server, limiter);
    }

    private GraphClient Connect(LoopbackServer server, PacerRegistry registry, string? tenant, string? app)
    {
        GraphClient client = Rows.Connect(server.BaseAddress, writeLimit: 100, clock: _clock);
        client.SharePace(registry, tenant, app);
        return client;
    }

    private async Task<TimeSpan> WriteAsync(LoopbackServer server, PacerRegistry registry, int count)
    {
        using GraphClient client = Connect(server, registry, Tenant, App);
        long began = _clock.GetTimestamp();
        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(_rows, count).Select(i => Rows.Verb("POST", i)));
        _rows += count;
        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
        return _clock.GetElapsedTime(began);
    }
}
