namespace DeviceStatus.Graph.Identity;

/// <summary>
/// Keeps the token of a connection: handed out while it is good, renewed in the background before it ends, and fetched once for all who
/// wait. A waiter who leaves does not disturb the others; when the last one leaves, the fetch is cancelled and seen to its end.
/// </summary>
internal sealed class CachedTokenSource : ITokenSource, IDisposable
{
    // Below the five minutes in which the identity library still answers from its own cache, so that renewing really renews.
    private static readonly TimeSpan MaxRenewalLead = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan MaxExpiryMargin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(30);

    // Requests that left with the old token bring the same challenge home one after another; this long, the answer to it counts for all.
    private static readonly TimeSpan ChallengeValidity = TimeSpan.FromMinutes(1);

    // A cancelled fetch ends at once; whatever does not must not hold up Ctrl+C.
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Dictionary<string, InFlightTokenRequest> _requests = new(StringComparer.Ordinal);
    private readonly ITokenFetcher _fetcher;
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
            InFlightTokenRequest flight;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (FromCache(claims) is { } token)
                {
                    return token;
                }

                flight = FindOrStart(claims);
                flight.Waiters++;
            }

            try
            {
                return await flight.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (SignInException) when (!flight.AllowInteraction)
            {
                // A renewal in the background failed under a caller who needs a token now: that one may ask a person, so try in earnest.
            }
            catch (OperationCanceledException) when (flight.Task.IsCanceled && _disposed)
            {
                throw new ObjectDisposedException(nameof(CachedTokenSource), "The connection has ended.");
            }
            finally
            {
                await RemoveWaiterAsync(flight).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Forgets the token and ends every fetch.</summary>
    public void Dispose()
    {
        InFlightTokenRequest[] flights;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _cached = null;
            flights = [.. _requests.Values];
            _requests.Clear();
        }

        foreach (InFlightTokenRequest flight in flights)
        {
            flight.Cancellation.Cancel();
        }

        _ = DisposeFetcherAsync(flights);
    }

    /// <summary>Ends when every fetch that is under way now has ended, well or badly.</summary>
    internal Task WhenIdleAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_requests.Values.Select(flight => flight.Task.ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)));
        }
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
            bool answered = held.Claims == claims && now - held.Since < ChallengeValidity;
            return answered ? held.Token : null;
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
        // Without a challenge of its own, a caller is served by whatever fetch is under way: a person is asked once.
        InFlightTokenRequest? running = claims is null ? _requests.Values.FirstOrDefault() : _requests.GetValueOrDefault(claims);
        return running ?? Start(claims, allowInteraction: true);
    }

    private InFlightTokenRequest Start(string? claims, bool allowInteraction)
    {
        var flight = new InFlightTokenRequest(claims, allowInteraction, _clock.GetUtcNow());
        _requests[flight.Key] = flight;
        flight.Task = Task.Run(() => FetchAsync(flight), CancellationToken.None);
        return flight;
    }

    private async Task<BearerToken> FetchAsync(InFlightTokenRequest flight)
    {
        try
        {
            FetchedToken fetched = await _fetcher.FetchAsync(flight.Claims, flight.AllowInteraction, flight.Cancellation.Token).ConfigureAwait(false);
            lock (_gate)
            {
                // A token that answers a challenge outranks one that was asked for before that answer came.
                bool outranked = flight.Claims is null && _cached is { Claims: not null } held && held.Since >= flight.StartedOn;
                if (!_disposed && !outranked)
                {
                    _cached = Cache(fetched, flight.Claims);
                }
            }

            return fetched.Token;
        }
        finally
        {
            lock (_gate)
            {
                Forget(flight);
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

    private async Task RemoveWaiterAsync(InFlightTokenRequest flight)
    {
        lock (_gate)
        {
            flight.Waiters--;
            if (flight.Waiters > 0 || flight.Task.IsCompleted)
            {
                return;
            }

            Forget(flight);
        }

        await flight.Cancellation.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(flight.Task, Task.Delay(CancellationGrace, CancellationToken.None)).ConfigureAwait(false);
        _ = flight.Task.Exception;
    }

    private async Task RemoveWaiterWhenDoneAsync(InFlightTokenRequest renewal)
    {
        // Whoever only renews ahead of time keeps quiet: the held token is still good, and a caller who needs a new one hears the error.
        await ((Task)renewal.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await RemoveWaiterAsync(renewal).ConfigureAwait(false);
    }

    private void Forget(InFlightTokenRequest flight)
    {
        if (_requests.TryGetValue(flight.Key, out InFlightTokenRequest? listed) && listed == flight)
        {
            _requests.Remove(flight.Key);
        }
    }

    private async Task DisposeFetcherAsync(InFlightTokenRequest[] flights)
    {
        foreach (InFlightTokenRequest flight in flights)
        {
            await ((Task)flight.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _fetcher.Dispose();
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>The token at hand, with the challenge that it answers.</summary>
    private sealed record CachedToken(BearerToken Token, string? Claims, DateTimeOffset Since, DateTimeOffset GoodUntil, DateTimeOffset RenewFrom);
}
