namespace DeviceStatus.Graph;

/// <summary>
/// Keeps the token of a connection: handed out while it is good, renewed in the background before it ends, and fetched once for all who
/// wait. A waiter who leaves does not disturb the others; when the last one leaves, the fetch is cancelled and seen to its end.
/// </summary>
internal sealed class CachedTokenSource : ITokenSource, IDisposable
{
    // Below the five minutes in which the identity library still answers from its own cache, so that renewing really renews.
    private static readonly TimeSpan LongestLead = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromSeconds(30);

    // Requests that left with the old token bring the same challenge home one after another; this long, the answer to it counts for all.
    private static readonly TimeSpan ChallengeAnswered = TimeSpan.FromMinutes(1);

    // A cancelled fetch ends at once; whatever does not must not hold up Ctrl+C.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Dictionary<string, TokenFlight> _flights = new(StringComparer.Ordinal);
    private readonly ITokenFetcher _fetcher;
    private readonly TimeProvider _clock;
    private Held? _held;
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
            TokenFlight flight;
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
                return await flight.Task.WaitAsync(cancellationToken);
            }
            catch (SignInException) when (!flight.MayAsk)
            {
                // A renewal in the background failed under a caller who needs a token now: that one may ask a person, so try in earnest.
            }
            catch (OperationCanceledException) when (flight.Task.IsCanceled && _disposed)
            {
                throw new ObjectDisposedException(nameof(CachedTokenSource), "The connection has ended.");
            }
            finally
            {
                await LeaveAsync(flight);
            }
        }
    }

    /// <summary>Forgets the token and ends every fetch.</summary>
    public void Dispose()
    {
        TokenFlight[] flights;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _held = null;
            flights = [.. _flights.Values];
            _flights.Clear();
        }

        foreach (TokenFlight flight in flights)
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
            return Task.WhenAll(_flights.Values.Select(flight => flight.Task.ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)));
        }
    }

    private BearerToken? FromCache(string? claims)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        if (_held is not { } held || now >= held.GoodUntil)
        {
            return null;
        }

        if (claims is not null)
        {
            bool answered = held.Claims == claims && now - held.Since < ChallengeAnswered;
            return answered ? held.Token : null;
        }

        if (now >= held.RenewFrom && now >= _nextRenewal && _flights.Count == 0)
        {
            _nextRenewal = now + BetweenRenewals;
            TokenFlight renewal = Start(claims: null, mayAsk: false);
            renewal.Waiters++;
            _ = LeaveWhenDoneAsync(renewal);
        }

        return held.Token;
    }

    private TokenFlight FindOrStart(string? claims)
    {
        // Without a challenge of its own, a caller is served by whatever fetch is under way: a person is asked once.
        TokenFlight? running = claims is null ? _flights.Values.FirstOrDefault() : _flights.GetValueOrDefault(claims);
        return running ?? Start(claims, mayAsk: true);
    }

    private TokenFlight Start(string? claims, bool mayAsk)
    {
        var flight = new TokenFlight(claims, mayAsk, _clock.GetUtcNow());
        _flights[flight.Key] = flight;
        flight.Task = Task.Run(() => FlyAsync(flight), CancellationToken.None);
        return flight;
    }

    private async Task<BearerToken> FlyAsync(TokenFlight flight)
    {
        try
        {
            FetchedToken fetched = await _fetcher.FetchAsync(flight.Claims, flight.MayAsk, flight.Cancellation.Token);
            lock (_gate)
            {
                // A token that answers a challenge outranks one that was asked for before that answer came.
                bool outranked = flight.Claims is null && _held is { Claims: not null } held && held.Since >= flight.Since;
                if (!_disposed && !outranked)
                {
                    _held = Hold(fetched, flight.Claims);
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

    private Held Hold(FetchedToken fetched, string? claims)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        BearerToken token = fetched.Token;
        TimeSpan life = token.ExpiresOn > now ? token.ExpiresOn - now : TimeSpan.Zero;
        DateTimeOffset renewFrom = token.ExpiresOn - Shorter(LongestLead, life / 4);
        if (fetched.RefreshOn is { } wish && wish < renewFrom)
        {
            renewFrom = wish;
        }

        return new Held(token, claims, now, token.ExpiresOn - Shorter(LongestMargin, life / 8), renewFrom);
    }

    private async Task LeaveAsync(TokenFlight flight)
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

        await flight.Cancellation.CancelAsync();
        await Task.WhenAny(flight.Task, Task.Delay(LongestFarewell, CancellationToken.None));
        _ = flight.Task.Exception;
    }

    private async Task LeaveWhenDoneAsync(TokenFlight renewal)
    {
        // Whoever only renews ahead of time keeps quiet: the held token is still good, and a caller who needs a new one hears the error.
        await ((Task)renewal.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await LeaveAsync(renewal);
    }

    private void Forget(TokenFlight flight)
    {
        if (_flights.TryGetValue(flight.Key, out TokenFlight? listed) && listed == flight)
        {
            _flights.Remove(flight.Key);
        }
    }

    private async Task DisposeFetcherAsync(TokenFlight[] flights)
    {
        foreach (TokenFlight flight in flights)
        {
            await ((Task)flight.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _fetcher.Dispose();
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>The token at hand, with the challenge that it answers.</summary>
    private sealed record Held(BearerToken Token, string? Claims, DateTimeOffset Since, DateTimeOffset GoodUntil, DateTimeOffset RenewFrom);
}
