namespace DeviceStatus.Graph.Identity;

/// <summary>
/// Caches the token of a connection, renews it in the background before it expires, and fetches it once for all waiting callers. When the
/// last of them cancels, the fetch is cancelled and awaited.
/// </summary>
internal sealed class CachedTokenSource : ITokenSource, IDisposable
{
    // Less than the five minutes for which the identity library still returns its own cached token, so that a renewal fetches a new one.
    private static readonly TimeSpan MaxRenewalLead = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan MaxExpiryMargin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(30);

    // Requests that were sent with the old token return the same challenge one after another. For this time, one new token satisfies them
    // all.
    private static readonly TimeSpan ChallengeValidity = TimeSpan.FromMinutes(1);

    // A cancelled fetch ends at once; one that ignores its cancellation must not delay Ctrl+C.
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(1);

    // Each challenge may prompt a person. A service that sends a new one with every response must not prompt without end.
    private const int MaxChallenges = 5;
    private static readonly TimeSpan ChallengePeriod = TimeSpan.FromMinutes(10);

    private readonly object _gate = new();
    private readonly Queue<DateTimeOffset> _challenges = new();
    private readonly Dictionary<string, InFlightTokenRequest> _requests = new(StringComparer.Ordinal);
    private ITokenFetcher? _fetcher;
    private readonly TimeProvider _clock;
    private CachedToken? _cached;
    private DateTimeOffset _nextRenewal = DateTimeOffset.MinValue;
    private bool _disposed;

    internal CachedTokenSource(ITokenFetcher fetcher, TimeProvider clock)
    {
        _fetcher = fetcher;
        _clock = clock;
    }

    /// <inheritdoc/>
    public async ValueTask<BearerToken> GetTokenAsync(string? claims, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            InFlightTokenRequest request;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (FromCache(claims) is { } token)
                {
                    return token;
                }

                request = FindOrStart(claims);
                request.Waiters++;
            }

            try
            {
                return await request.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (SignInException) when (!request.AllowInteraction)
            {
                // A background renewal failed while this caller needs a token now. This caller may prompt a person, so it tries again.
            }
            catch (OperationCanceledException) when (request.Task.IsCanceled && _disposed)
            {
                throw new ObjectDisposedException(nameof(CachedTokenSource), "The connection is closed.");
            }
            finally
            {
                await RemoveWaiterAsync(request).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Discards the token and cancels every fetch.</summary>
    public void Dispose()
    {
        InFlightTokenRequest[] requests;
        ITokenFetcher? fetcher;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _cached = null;
            _challenges.Clear();
            fetcher = _fetcher;
            _fetcher = null;
            requests = [.. _requests.Values];
            _requests.Clear();
        }

        foreach (InFlightTokenRequest request in requests)
        {
            request.Cancellation.Cancel();
        }

        _ = DisposeFetcherAsync(requests, fetcher);
    }

    /// <summary>Completes when every fetch that is now in flight has ended.</summary>
    internal Task WhenIdleAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_requests.Values.Select(request => request.Task.ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)));
        }
    }

    /// <summary>Counts a challenge that needs a new sign-in; a service that sends too many of them is refused.</summary>
    private void CountChallenge()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        while (_challenges.TryPeek(out DateTimeOffset oldest) && now - oldest >= ChallengePeriod)
        {
            _challenges.Dequeue();
        }

        if (_challenges.Count >= MaxChallenges)
        {
            throw new SignInException(
                $"Graph required a new sign-in with further claims more than {MaxChallenges} times in "
                    + $"{ChallengePeriod.TotalMinutes:0} minutes: no token satisfies it. Connect again later.");
        }

        _challenges.Enqueue(now);
    }

    private BearerToken? FromCache(string? claims)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        if (_cached is not { } held || now >= held.GoodUntil)
        {
            return null;
        }

        if (claims is not null)
        {
            bool isSatisfied = held.Claims == claims && now - held.Since < ChallengeValidity;
            return isSatisfied ? held.Token : null;
        }

        if (now >= held.RenewFrom && now >= _nextRenewal && _requests.Count == 0)
        {
            _nextRenewal = now + RenewalInterval;
            InFlightTokenRequest renewal = Start(claims: null, allowInteraction: false);
            renewal.Waiters++;
            _ = RemoveWaiterWhenDoneAsync(renewal);
        }

        return held.Token;
    }

    private InFlightTokenRequest FindOrStart(string? claims)
    {
        // A caller without a challenge shares any fetch in flight, so that a person is prompted once.
        InFlightTokenRequest? running = claims is null ? _requests.Values.FirstOrDefault() : _requests.GetValueOrDefault(claims);
        if (running is null && claims is not null)
        {
            CountChallenge();
        }

        return running ?? Start(claims, allowInteraction: true);
    }

    private InFlightTokenRequest Start(string? claims, bool allowInteraction)
    {
        var request = new InFlightTokenRequest(claims, allowInteraction, _clock.GetUtcNow());
        _requests[request.Key] = request;
        request.Task = Task.Run(() => FetchAsync(request), CancellationToken.None);
        return request;
    }

    private async Task<BearerToken> FetchAsync(InFlightTokenRequest request)
    {
        try
        {
            ITokenFetcher fetcher = _fetcher ?? throw new ObjectDisposedException(nameof(CachedTokenSource), "The connection is closed.");
            FetchedToken fetched = await fetcher.FetchAsync(
                request.Claims, request.AllowInteraction, request.Cancellation.Token).ConfigureAwait(false);
            lock (_gate)
            {
                // A token that satisfies a challenge replaces one that was requested before the challenge.
                bool isOutdated = request.Claims is null && _cached is { Claims: not null } held && held.Since >= request.StartedOn;
                if (!_disposed && !isOutdated)
                {
                    _cached = Cache(fetched, request.Claims);
                }
            }

            return fetched.Token;
        }
        finally
        {
            lock (_gate)
            {
                Forget(request);
            }
        }
    }

    private CachedToken Cache(FetchedToken fetched, string? claims)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        BearerToken token = fetched.Token;
        TimeSpan life = token.ExpiresOn > now ? token.ExpiresOn - now : TimeSpan.Zero;
        DateTimeOffset renewFrom = token.ExpiresOn - Min(MaxRenewalLead, life / 4);
        if (fetched.RefreshOn is { } wish && wish < renewFrom)
        {
            renewFrom = wish;
        }

        return new CachedToken(token, claims, now, token.ExpiresOn - Min(MaxExpiryMargin, life / 8), renewFrom);
    }

    private async Task RemoveWaiterAsync(InFlightTokenRequest request)
    {
        lock (_gate)
        {
            request.Waiters--;
            if (request.Waiters > 0 || request.Task.IsCompleted)
            {
                return;
            }

            Forget(request);
        }

        await request.Cancellation.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(request.Task, Task.Delay(CancellationGrace, CancellationToken.None)).ConfigureAwait(false);
        _ = request.Task.Exception;
    }

    private async Task RemoveWaiterWhenDoneAsync(InFlightTokenRequest renewal)
    {
        // An early renewal reports no error: the cached token is still valid, and a caller that needs a new one gets the error.
        await ((Task)renewal.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await RemoveWaiterAsync(renewal).ConfigureAwait(false);
    }

    private void Forget(InFlightTokenRequest request)
    {
        if (_requests.TryGetValue(request.Key, out InFlightTokenRequest? listed) && listed == request)
        {
            _requests.Remove(request.Key);
        }
    }

    private static async Task DisposeFetcherAsync(InFlightTokenRequest[] requests, ITokenFetcher? fetcher)
    {
        foreach (InFlightTokenRequest request in requests)
        {
            await ((Task)request.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        fetcher?.Dispose();
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>The cached token, with the challenge that it satisfies.</summary>
    private sealed record CachedToken(
        BearerToken Token, string? Claims, DateTimeOffset Since, DateTimeOffset GoodUntil, DateTimeOffset RenewFrom);
}
