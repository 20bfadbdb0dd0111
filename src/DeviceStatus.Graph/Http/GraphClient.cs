using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Http;

/// <summary>One connection to Graph: one HttpClient, one source of tokens, one pacer. Safe to use from many threads.</summary>
public sealed class GraphClient : IDisposable
{
    /// <summary>What a timer can hold; a longer time is no limit.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly HttpClient _http;
    private readonly GraphClientOptions _options;
    private readonly TimeSpan _timeout;

    /// <summary>Opens a connection. Nothing is sent yet.</summary>
    /// <param name="options">What the connection needs to know.</param>
    /// <exception cref="ArgumentException">The endpoint breaks a rule.</exception>
    public GraphClient(GraphClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        Root = GraphEndpoint.Validate(options.Endpoint);
        _timeout = options.RequestTimeout < LongestTimer ? options.RequestTimeout : Timeout.InfiniteTimeSpan;
        Pacer = new Pacer(options.WriteLimit, options.Clock, options.Retry.MaxTotalDelay);
        _http = HttpClients.Create(options, Root);
    }

    /// <summary>The root of Graph, without version; ends in <c>/</c>.</summary>
    public Uri Root { get; }

    /// <summary>The version that every request uses; <see langword="null"/> when it is chosen for each.</summary>
    public GraphVersion? ApiVersion => _options.ApiVersion;

    /// <summary>How often and how long to try again.</summary>
    public RetryPolicy Retry => _options.Retry;

    /// <summary>The pacing that everything on this connection shares.</summary>
    public Pacer Pacer { get; }

    /// <summary>The clock.</summary>
    internal TimeProvider Clock => _options.Clock;

    /// <summary>Fetches a token now, so that a sign-in that cannot work says so before the first request.</summary>
    /// <param name="cancellationToken">Ends the sign-in at once.</param>
    /// <returns>The token, to be asked what it says of itself; it does not show its value.</returns>
    /// <exception cref="SignInException">The sign-in failed.</exception>
    public Task<BearerToken> SignInAsync(CancellationToken cancellationToken) => _options.Tokens.GetTokenAsync(null, cancellationToken).AsTask();

    /// <summary>Reads one object, trying again as the policy allows.</summary>
    /// <param name="request">A request made by <see cref="RequestBuilder"/>.</param>
    /// <param name="log">Where to trace, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the request at once.</param>
    /// <returns>The object.</returns>
    /// <exception cref="GraphFailureException">The service refused or could not be reached.</exception>
    public async Task<StatusEntity> GetAsync(GraphRequest request, GraphLog? log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        GraphResponse answer = await ReadAsync(request.UriUnder(Root), request, log, cancellationToken).ConfigureAwait(false);
        return answer.GetJsonObject() is { } body
            ? EntityReader.Read(body, request.Resource, request.ParentId)
            : throw new GraphFailureException(GraphFailureFactory.NotGraphResponse(answer, request, request.UriUnder(Root)));
    }

    /// <summary>Reads a collection page by page. The next page is fetched while the caller works on this one.</summary>
    /// <param name="request">The request of the first page.</param>
    /// <param name="log">Where to trace, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the reading at once.</param>
    /// <returns>The pages, in order; a page may be empty.</returns>
    /// <exception cref="GraphFailureException">The service refused or could not be reached.</exception>
    public async IAsyncEnumerable<IReadOnlyList<StatusEntity>> ListAsync(
        GraphRequest request, GraphLog? log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Uri uri = request.UriUnder(Root);
        Task<GraphResponse> next = ReadAsync(uri, request, log, ended.Token);
        try
        {
            HashSet<string> seen = new(StringComparer.Ordinal);
            while (true)
            {
                GraphResponse answer = await next.ConfigureAwait(false);

                // The link stands before the objects: the next page is on its way while these are read.
                Uri? link = GraphPage.PeekLink(answer, request, Root);
                if (link is not null)
                {
                    next = FollowAsync(link);
                }

                GraphPage page = GraphPage.Read(answer, request, Root, uri);
                if (link is null && page.NextLink is not null)
                {
                    next = FollowAsync(page.NextLink);
                }

                yield return page.Items;
                if (page.NextLink is null)
                {
                    yield break;
                }

                uri = page.NextLink;
            }

            Task<GraphResponse> FollowAsync(Uri link) => seen.Add(link.AbsoluteUri)
                ? ReadAsync(link, request, log, ended.Token)
                : throw new GraphFailureException(GraphFailureFactory.EndlessPaging(request, link));
        }
        finally
        {
            // A caller that stops early must leave nothing running.
            await ended.CancelAsync().ConfigureAwait(false);
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Sends once and reads the answer to its end; no retry, no judgement.</summary>
    /// <remarks>Throws what <see cref="GraphFailureFactory.IsLostConnection"/> knows. An answer that broke off is returned with <see cref="GraphResponse.BodyError"/>.</remarks>
    internal async Task<GraphResponse> ExchangeAsync(
        HttpMethod method, Uri uri, JsonBody? body, string clientRequestId, GraphLog? log, string? claims, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(method, uri);
        message.Headers.Add("client-request-id", clientRequestId);
        message.Content = body?.ToContent();
        if (log is not null)
        {
            message.Options.Set(TraceHandler.Log, log);
        }

        if (claims is not null)
        {
            message.Options.Set(AuthorizationHandler.Claims, claims);
        }

        using CancellationTokenSource limit = new(_timeout, Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            GraphResponse answer = await ResponseReader.ReadAsync(response, _options.MaxResponseBytes, either.Token).ConfigureAwait(false);
            if (log?.Debug is { } write && !answer.Body.IsEmpty)
            {
                write("  " + Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, 8 * 1024)]));
            }

            if (answer.BodyError is OperationCanceledException cancelled)
            {
                answer.BodyError = Reason(cancelled, limit.Token, cancellationToken);
            }

            return answer;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Reason(exception, limit.Token, cancellationToken);
        }
    }

    /// <summary>Sends a 401's claims challenge back once: the request was refused, so nothing was done and every verb may go again.</summary>
    internal async Task<GraphResponse> ExchangeWithChallengeAsync(
        HttpMethod method, Uri uri, JsonBody? body, string clientRequestId, GraphLog? log, CancellationToken cancellationToken)
    {
        GraphResponse answer = await ExchangeAsync(method, uri, body, clientRequestId, log, null, cancellationToken).ConfigureAwait(false);
        if (answer.Status != 401 || answer.Claims is null)
        {
            return answer;
        }

        log?.Verbose?.Invoke("The service asks for a token with further claims; signing in once more.");
        return await ExchangeAsync(method, uri, body, clientRequestId, log, answer.Claims, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says what really ended a request that the HTTP library calls cancelled.</summary>
    private Exception Reason(OperationCanceledException exception, CancellationToken limit, CancellationToken stopped)
    {
        if (stopped.IsCancellationRequested)
        {
            return exception;
        }

        if (limit.IsCancellationRequested)
        {
            return new TimeoutException(string.Create(
                CultureInfo.InvariantCulture, $"No whole answer within {_options.RequestTimeout.TotalSeconds:0.#} s."));
        }

        return exception.InnerException is TimeoutException slow
            ? new HttpRequestException(HttpRequestError.ConnectionError, slow.Message, slow)
            : new HttpRequestException("The connection to the service was closed by its owner.", exception);
    }

    /// <summary>Sends a read until it is answered or the budget is spent.</summary>
    private async Task<GraphResponse> ReadAsync(Uri uri, GraphRequest request, GraphLog? log, CancellationToken cancellationToken)
    {
        TimeSpan waited = TimeSpan.Zero;
        for (int attempt = 1; ; attempt++)
        {
            GraphFailure failure;
            TimeSpan? asked = null;
            using PacePermit permit = await Pacer.AcquireAsync(PaceKind.Read, 1, cancellationToken).ConfigureAwait(false);
            string id = Guid.NewGuid().ToString();
            try
            {
                GraphResponse answer = (await ExchangeWithChallengeAsync(request.Method, uri, null, id, log, cancellationToken).ConfigureAwait(false)).EnsureComplete();
                GraphErrorBody? error = answer.IsSuccess ? null : GraphErrorParser.Parse(answer.GetJsonObject());
                ResponseDisposition verdict = ResponseClassifier.Classify(answer, error is not null);
                if (verdict == ResponseDisposition.Success)
                {
                    return answer;
                }

                failure = GraphFailureFactory.FromResponse(answer, error, request, uri, Clock.GetUtcNow());
                if (verdict == ResponseDisposition.Failed)
                {
                    throw new GraphFailureException(failure);
                }

                asked = failure.RetryAfter;
                permit.ReportResponse(0, answer.Status == 429 ? 1 : 0, asked, answer.Status == 429);
            }
            catch (Exception exception) when (GraphFailureFactory.IsLostConnection(exception))
            {
                failure = GraphFailureFactory.FromConnectionLoss(exception, request, uri, id, ResponseClassifier.NeverSent(exception, null));
            }

            if (failure.Cause is SignInException or EndpointRefusedException || Retry.NextDelay(attempt, waited, asked, failure.Cause is { } cause && ResponseClassifier.NeverSent(cause, null)) is not { } delay)
            {
                throw new GraphFailureException(failure);
            }

            log?.Verbose?.Invoke($"{failure.Message} Trying again in {delay.TotalSeconds:0.#} s.");
            waited += delay;
            permit.Dispose();
            await Task.Delay(delay, Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connections and forgets the token. Requests under way end with an error.</summary>
    public void Dispose()
    {
        _http.Dispose();
        (_options.Tokens as IDisposable)?.Dispose();
    }
}
