using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Throttling.Simulation;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class GraphClientReadExtensionsTests : IAsyncLifetime
{
    private static readonly GraphRequest Request = RequestBuilder.Get(GraphSchema.IosUpdateDeviceStatus, null, "a");
    private BatchServer _server = null!;
    private GraphClient _client = null!;

    private static CancellationToken End => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await BatchServer.StartAsync();

        // Time stands still: a read that waited for others to share its batch would never be sent.
        _client = Rows.Connect(_server.Http.BaseAddress, clock: new VirtualClock());
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task GetAsync_read_is_sent_at_once()
    {
        _server.Item = static _ => new(200, new JObject { ["id"] = "a" });

        Assert.Equal("a", (await _client.GetAsync(Request, null, End)).Id);
        Assert.Equal([0], _server.Sizes);
    }

    [Fact]
    public async Task GetAsync_missing_request_is_refused() =>
        await Assert.ThrowsAsync<ArgumentNullException>("request", () => _client.GetAsync(null!, null, End));

    [Fact]
    public async Task GetAsync_that_was_cancelled_before_sends_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _client.GetAsync(Request, null, new CancellationToken(canceled: true)));

        Assert.Empty(_server.Sizes);
    }

    [Fact]
    public async Task GetAsync_ends_at_once_when_it_is_cancelled_before_the_response()
    {
        Task arrived = _server.HoldRequests();
        using GraphClient client = Rows.Connect(_server.Http);
        using CancellationTokenSource stop = new();
        Task reading = Task.Run(() => client.GetAsync(Request, null, stop.Token), End);
        await arrived.WaitAsync(End);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(End));
    }

    [Fact]
    public async Task GetAsync_list_without_objects_has_no_object_to_return()
    {
        _server.Item = static _ => new(200, new JObject { ["value"] = new JArray() });
        GraphRequest list = RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null);

        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _client.GetAsync(list, null, End));

        Assert.Equal("The read ended without an object and without a failure.", failure.Message);
    }

    [Fact]
    public async Task ListAsync_page_without_objects_is_returned_and_the_end_is_no_page()
    {
        _server.Item = static _ => new(200, new JObject { ["value"] = new JArray() });
        List<int> pages = [];

        GraphRequest list = RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null);
        await foreach (IReadOnlyList<StatusEntity> page in _client.ListAsync(list, null, End))
        {
            pages.Add(page.Count);
        }

        Assert.Equal([0], pages);
    }
}
