using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Connections;

/// <summary>A connection to Graph with a transport, a pacer and a retry policy. Thread-safe.</summary>
public sealed class GraphClient : IDisposable
{
    private readonly GraphClientOptions _options;
    private readonly GraphTransport _transport;
    private readonly Uri _batchV1;
    private readonly Uri _batchBeta;
    private RequestRateLimiter? _sharedReportLimiter;
    private RequestRateLimiter? _reportLimiter;

    /// <summary>Creates a connection. Nothing is sent yet.</summary>
    /// <param name="options">The settings of the connection.</param>
    /// <exception cref="ArgumentException">The endpoint breaks a rule.</exception>
    public GraphClient(GraphClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        Root = GraphEndpoint.Validate(options.Endpoint);
        _batchV1 = new Uri(Root, GraphVersion.V1.ToSegment() + "/$batch");
        _batchBeta = new Uri(Root, GraphVersion.Beta.ToSegment() + "/$batch");
        Pacer = new Pacer(options.WriteLimit, options.Clock, options.Retry.MaxTotalDelay);
        _transport = new GraphTransport(Root, options.ToTransportOptions());
    }

    /// <summary>The root of Graph, without version; ends in <c>/</c>.</summary>
    public Uri Root { get; }

    /// <summary>The version that every request uses; <see langword="null"/> when it is selected for each request.</summary>
    public GraphVersion? ApiVersion => _options.ApiVersion;

    /// <summary>The retry policy.</summary>
    public RetryPolicy Retry => _options.Retry;

    /// <summary>The pacer of all requests of this connection.</summary>
    public Pacer Pacer { get; private set; }

    /// <summary>The memory for large responses.</summary>
    internal ResponseBudget Budget => _options.Budget;

    /// <summary>The clock.</summary>
    internal TimeProvider Clock => _options.Clock;

    /// <summary>Whether the service has responded to a request on this connection.</summary>
    internal bool HasResponded => _transport.HasResponded;

    /// <summary>The URL of the batches of a version; always the same object, so that it is parsed and checked once.</summary>
    internal Uri BatchUri(GraphVersion version) => version == GraphVersion.V1 ? _batchV1 : _batchBeta;

    /// <summary>Fetches a token now, so that a failing sign-in is reported before the first request.</summary>
    /// <param name="cancellationToken">Ends the sign-in at once.</param>
    /// <returns>The token. Its text form does not contain its value.</returns>
    /// <exception cref="SignInException">The sign-in failed.</exception>
    public Task<BearerToken> SignInAsync(CancellationToken cancellationToken) => _transport.SignInAsync(cancellationToken);

    /// <summary>
    /// Shares the pacer with all connections of the same app and tenant to the same endpoint. Call it before the first request. A
    /// connection without pacing, or whose tenant or app is not known, keeps its own pacer.
    /// </summary>
    /// <param name="registry">The pacers that are shared.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="clientId">The app.</param>
    /// <param name="user">The user whose token is used; <see langword="null"/> for the app itself.</param>
    public void SharePace(PacerRegistry registry, string? tenantId, string? clientId, string? user = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        if (Pacer.WriteLimit > 0 && PaceKey.Of(Root, tenantId, clientId) is { } key)
        {
            Pacer = registry.Get(key, Pacer.WriteLimit, Clock, Retry.MaxTotalDelay);
            _sharedReportLimiter = registry.GetReportLimiter(key, user, Clock);
        }
    }

    /// <summary>Closes the connections and discards the token. Requests in flight end with an error.</summary>
    public void Dispose() => _transport.Dispose();

    /// <summary>The limiter of the requests of export jobs: the shared one if there is one, otherwise that of this connection.</summary>
    /// <param name="requestsPerMinute">The limit of a connection without a shared limiter; 0 for no limit.</param>
    internal RequestRateLimiter ReportLimiter(int requestsPerMinute) =>
        requestsPerMinute > 0 && _sharedReportLimiter is { } shared
            ? shared
            : LazyInitializer.EnsureInitialized(ref _reportLimiter, () => new RequestRateLimiter(requestsPerMinute, Clock));

    /// <summary>Downloads a file from another host without a token; see <see cref="FileDownload.RunAsync"/>.</summary>
    internal Task<int> DownloadAsync(Uri address, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        _transport.DownloadAsync(address, destination, maxBytes, cancellationToken);

    /// <summary>
    /// Sends a request once; see <see cref="GraphTransport.SendAsync"/>. The caller holds a permit of <see cref="Pacer"/>.
    /// </summary>
    internal Task<GraphResponse> SendAsync(
        HttpMethod method,
        Uri uri,
        RequestBody body,
        string clientRequestId,
        GraphLog? log,
        CancellationToken cancellationToken,
        ResponseOwner owner = default) =>
        _transport.SendAsync(method, uri, body, clientRequestId, log, owner, cancellationToken);
}
