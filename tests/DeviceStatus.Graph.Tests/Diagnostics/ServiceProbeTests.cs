using System.Net;
using System.Text;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Diagnostics;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Tests.Diagnostics;

public sealed class ServiceProbeTests
{
    private const string TwoRows =
        """{"value":[{"id":"a","status":"compliant","deviceDisplayName":"x"},{"id":"b","status":"error","deviceDisplayName":"y"}]}""";
    private const string NoRoute = """{"error":{"code":"BadRequest","message":"{\"Message\":\"No method match route template\"}"}}""";
    private const string NoSegment =
        """{"error":{"code":"BadRequest","message":"Resource not found for the segment 'iosUpdateStatuses'."}}""";

    [Fact]
    public async Task ReadAsync_service_that_ignores_query_options_is_reported_as_ignoring()
    {
        IReadOnlyDictionary<string, ProbeResult> results = await ReadAsync(_ => (200, TwoRows));
        Assert.Equal(ProbeState.Supported, results["List"].State);
        Assert.Equal(ProbeState.Ignored, results["Top"].State);
        Assert.Equal(ProbeState.Ignored, results["Filter"].State);
        Assert.Equal(ProbeState.Ignored, results["Select"].State);
        Assert.Equal(ProbeState.Unknown, results["Paging"].State);
    }

    [Theory]
    [InlineData(400, NoSegment, ProbeState.NotFound)]
    [InlineData(404, "{}", ProbeState.NotFound)]
    [InlineData(403, """{"error":{"code":"Forbidden","message":"no"}}""", ProbeState.Refused)]
    [InlineData(400, NoRoute, ProbeState.NotAllowed)]
    [InlineData(405, "{}", ProbeState.NotAllowed)]
    [InlineData(503, "{}", ProbeState.Unknown)]
    public async Task ReadAsync_refused_list_has_the_state_of_the_response(int status, string body, ProbeState expected)
    {
        IReadOnlyDictionary<string, ProbeResult> results = await ReadAsync(_ => (status, body));
        ProbeResult list = Assert.Single(results.Values);
        Assert.Equal(("List", expected, (int?)status), (list.Operation, list.State, list.StatusCode));
    }

    [Fact]
    public async Task ReadAsync_refused_filter_is_reported_and_the_others_are_tried()
    {
        IReadOnlyDictionary<string, ProbeResult> results = await ReadAsync(
            uri => uri.Query.Contains("filter", StringComparison.Ordinal)
                ? (400, """{"error":{"code":"BadRequest","message":"Invalid filter clause"}}""")
                : (200, TwoRows));
        Assert.Equal((ProbeState.Refused, "BadRequest"), (results["Filter"].State, results["Filter"].ErrorCode));
        Assert.Equal(ProbeState.Supported, results["Get"].State);
    }

    [Fact]
    public async Task ReadAsync_filter_on_equal_rows_is_unknown()
    {
        IReadOnlyDictionary<string, ProbeResult> results = await ReadAsync(
            _ => (200, """{"value":[{"id":"a","status":"error"},{"id":"b","status":"error"}]}"""));
        Assert.Equal(ProbeState.Unknown, results["Filter"].State);
    }

    [Fact]
    public async Task ReadAsync_next_page_that_begins_again_is_reported()
    {
        string page = TwoRows.Replace(
            "{\"value\"", "{\"@odata.nextLink\":\"https://graph.contoso.com/v1.0/next\",\"value\"", StringComparison.Ordinal);
        IReadOnlyDictionary<string, ProbeResult> results = await ReadAsync(_ => (200, page));
        Assert.Equal(ProbeState.Ignored, results["Paging"].State);
    }

    [Fact]
    public async Task ReadAsync_next_link_to_another_host_is_not_followed()
    {
        List<string> hosts = [];
        string page = TwoRows.Replace(
            "{\"value\"", "{\"@odata.nextLink\":\"https://evil.example/next\",\"value\"", StringComparison.Ordinal);
        IReadOnlyDictionary<string, ProbeResult> results = await ReadAsync(uri =>
        {
            hosts.Add(uri.Host);
            return (200, page);
        });
        Assert.Equal(ProbeState.Unknown, results["Paging"].State);
        Assert.DoesNotContain("evil.example", hosts);
    }

    [Fact]
    public async Task UpdateAsync_verb_that_is_not_implemented_is_not_allowed()
    {
        using GraphClient client = Connect((method, _) => method == "PATCH" ? (400, NoRoute) : (200, TwoRows));
        ServiceProbe probe = new(client, GraphSchema.IosUpdateDeviceStatus);
        await foreach (ProbeResult _ in probe.ReadAsync(TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal("/deviceManagement/iosUpdateStatuses/a", probe.UpdateTarget);
        ProbeResult result = await probe.UpdateAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("Update", ProbeState.NotAllowed), (result.Operation, result.State));
    }

    private static async Task<IReadOnlyDictionary<string, ProbeResult>> ReadAsync(Func<Uri, (int, string)> respond)
    {
        using GraphClient client = Connect((_, uri) => respond(uri));
        Dictionary<string, ProbeResult> results = new(StringComparer.Ordinal);
        await foreach (ProbeResult result in new ServiceProbe(client, GraphSchema.IosUpdateDeviceStatus).ReadAsync(
            TestContext.Current.CancellationToken))
        {
            results.Add(result.Operation, result);
        }

        return results;
    }

    private static GraphClient Connect(Func<string, Uri, (int, string)> respond) => new(new GraphClientOptions
    {
        Endpoint = new Uri("https://graph.contoso.com"),
        Tokens = StaticTokenSource.ForSandbox(),
        WriteLimit = 0,
        Transport = new Responder(respond),
    });

    private sealed class Responder(Func<string, Uri, (int Status, string Body)> respond) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (int status, string body) = respond(request.Method.Method, request.RequestUri!);
            return Task.FromResult(
                new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        }
    }
}
