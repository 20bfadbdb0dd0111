using DeviceStatus.Graph.Identity;
using DeviceStatus.Tests.Support;

namespace DeviceStatus.Graph.Tests.Identity;

public sealed class CachedTokenSourceTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly ScriptedFetcher _fetcher = new();

    private static CancellationToken End => TestContext.Current.CancellationToken;

    public void Dispose() => _fetcher.Dispose();

    [Fact]
    public async Task GetTokenAsync_one_caller_cancels_does_not_affect_the_others()
    {
        CachedTokenSource source = Source();
        using var cancel = new CancellationTokenSource();
        Task<BearerToken> leaves = source.GetTokenAsync(null, cancel.Token).AsTask();
        Task<BearerToken> stays = source.GetTokenAsync(null, End).AsTask();
        ScriptedFetcher.Call call = await _fetcher.NextAsync();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        Assert.False(call.Cancelled.IsCancellationRequested);
        BearerToken token = call.Succeed(_clock, TimeSpan.FromHours(1));

        Assert.Same(token, await stays);
        Assert.Equal(1, _fetcher.Count);
    }

    [Fact]
    public async Task GetTokenAsync_last_caller_cancels_the_fetch_is_cancelled_and_awaited()
    {
        CachedTokenSource source = Source();
        using var cancel = new CancellationTokenSource();
        Task<BearerToken> leaves = source.GetTokenAsync(null, cancel.Token).AsTask();
        ScriptedFetcher.Call call = await _fetcher.NextAsync();
        var cleaningUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        call.Cancelled.Register(cleaningUp.SetResult);

        Task cancelling = cancel.CancelAsync();
        await cleaningUp.Task.InTime();
        Assert.False(leaves.IsCompleted);
        call.Cancel();

        await cancelling;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        Task<BearerToken> next = source.GetTokenAsync(null, End).AsTask();
        BearerToken token = (await _fetcher.NextAsync()).Succeed(_clock, TimeSpan.FromHours(1));
        Assert.Same(token, await next);
    }

    [Fact]
    public async Task GetTokenAsync_fetch_that_ignores_cancellation_does_not_delay_the_caller()
    {
        CachedTokenSource source = Source();
        using var cancel = new CancellationTokenSource();
        Task<BearerToken> leaves = source.GetTokenAsync(null, cancel.Token).AsTask();
        await _fetcher.NextAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves.WaitAsync(TimeSpan.FromSeconds(10), End));
    }

    [Fact]
    public async Task Renewal_does_not_prompt_and_its_failure_is_thrown_only_to_a_caller_without_a_token()
    {
        CachedTokenSource source = Source();
        BearerToken first = await FirstAsync(source, TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromMinutes(57));

        Assert.Same(first, await source.GetTokenAsync(null, End));
        ScriptedFetcher.Call renewal = await _fetcher.NextAsync();
        Assert.False(renewal.AllowInteraction);
        _clock.Advance(TimeSpan.FromMinutes(3));
        Task<BearerToken> needsIt = source.GetTokenAsync(null, End).AsTask();
        renewal.Fail("a person must sign in");
        ScriptedFetcher.Call earnest = await _fetcher.NextAsync();
        Assert.True(earnest.AllowInteraction);
        BearerToken second = earnest.Succeed(_clock, TimeSpan.FromHours(1));

        Assert.Same(second, await needsIt);
    }

    [Fact]
    public async Task Renewal_failed_is_tried_again_after_half_a_minute_and_not_before()
    {
        CachedTokenSource source = Source();
        BearerToken first = await FirstAsync(source, TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromMinutes(57));
        await source.GetTokenAsync(null, End);
        ScriptedFetcher.Call renewal = await _fetcher.NextAsync();
        Task idle = source.WhenIdleAsync();
        renewal.Fail("the network is down");
        await idle;

        Assert.Same(first, await source.GetTokenAsync(null, End));
        Assert.Equal(2, _fetcher.Count);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Same(first, await source.GetTokenAsync(null, End));
        await _fetcher.NextAsync();
        Assert.Equal(3, _fetcher.Count);
    }

    [Fact]
    public async Task Renewal_begins_when_the_issuer_asks_for_it()
    {
        CachedTokenSource source = Source();
        Task<BearerToken> first = source.GetTokenAsync(null, End).AsTask();
        (await _fetcher.NextAsync()).Succeed(_clock, TimeSpan.FromHours(24), renewAfter: TimeSpan.FromHours(12));
        BearerToken token = await first;

        _clock.Advance(TimeSpan.FromHours(11));
        Assert.Same(token, await source.GetTokenAsync(null, End));
        Assert.Equal(1, _fetcher.Count);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Same(token, await source.GetTokenAsync(null, End));
        Assert.False((await _fetcher.NextAsync()).AllowInteraction);
    }

    [Fact]
    public async Task GetTokenAsync_same_challenge_shares_one_token_and_another_challenge_gets_its_own()
    {
        CachedTokenSource source = Source();
        await FirstAsync(source, TimeSpan.FromHours(1));

        Task<BearerToken>[] same = [.. Enumerable.Range(0, 10).Select(_ => source.GetTokenAsync("one", End).AsTask())];
        ScriptedFetcher.Call call = await _fetcher.NextAsync();
        Assert.Equal("one", call.Claims);
        BearerToken answer = call.Succeed(_clock, TimeSpan.FromHours(1));
        Assert.All(await Task.WhenAll(same), token => Assert.Same(answer, token));
        Assert.Equal(2, _fetcher.Count);

        Task<BearerToken> other = source.GetTokenAsync("two", End).AsTask();
        ScriptedFetcher.Call second = await _fetcher.NextAsync();
        Assert.Equal("two", second.Claims);
        second.Succeed(_clock, TimeSpan.FromHours(1));
        await other;

        _clock.Advance(TimeSpan.FromMinutes(2));
        Task<BearerToken> again = source.GetTokenAsync("two", End).AsTask();
        BearerToken third = (await _fetcher.NextAsync()).Succeed(_clock, TimeSpan.FromHours(1));
        Assert.Same(third, await again);
    }

    [Fact]
    public async Task Renewal_from_before_a_challenge_does_not_replace_the_token_for_the_challenge()
    {
        CachedTokenSource source = Source();
        await FirstAsync(source, TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromMinutes(57));
        await source.GetTokenAsync(null, End);
        ScriptedFetcher.Call renewal = await _fetcher.NextAsync();

        Task<BearerToken> challenged = source.GetTokenAsync("one", End).AsTask();
        BearerToken answer = (await _fetcher.NextAsync()).Succeed(_clock, TimeSpan.FromHours(1));
        await challenged;
        Task idle = source.WhenIdleAsync();
        renewal.Succeed(_clock, TimeSpan.FromHours(1));
        await idle;

        Assert.Same(answer, await source.GetTokenAsync(null, End));
    }

    [Fact]
    public async Task GetTokenAsync_failure_is_thrown_to_all_waiting_callers_and_the_next_call_retries()
    {
        CachedTokenSource source = Source();
        Task<BearerToken>[] calls = [.. Enumerable.Range(0, 5).Select(_ => source.GetTokenAsync(null, End).AsTask())];
        (await _fetcher.NextAsync()).Fail("the secret has expired");

        foreach (Task<BearerToken> call in calls)
        {
            SignInException error = await Assert.ThrowsAsync<SignInException>(() => call);
            Assert.Equal("the secret has expired", error.Message);
        }

        await FirstAsync(source, TimeSpan.FromHours(1));
        Assert.Equal(2, _fetcher.Count);
    }

    [Fact]
    public async Task Dispose_ends_every_wait_and_the_fetcher()
    {
        CachedTokenSource source = Source();
        Task<BearerToken> call = source.GetTokenAsync(null, End).AsTask();
        ScriptedFetcher.Call fetch = await _fetcher.NextAsync();
        fetch.Cancelled.Register(fetch.Cancel);

        source.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => source.GetTokenAsync(null, End).AsTask());
        await _fetcher.Disposed.WaitAsync(TimeSpan.FromSeconds(5), End);
    }

    [Fact]
    public async Task GetTokenAsync_ever_new_challenges_are_refused_after_some()
    {
        CachedTokenSource source = Source();
        for (int i = 0; i < 5; i++)
        {
            Task<BearerToken> asked = source.GetTokenAsync($"claims {i}", End).AsTask();
            (await _fetcher.NextAsync()).Succeed(_clock, TimeSpan.FromHours(1));
            await asked;
        }

        SignInException refused = await Assert.ThrowsAsync<SignInException>(async () => await source.GetTokenAsync("claims 6", End));

        Assert.Contains("further claims", refused.Message, StringComparison.Ordinal);
        Assert.Equal(5, _fetcher.Count);
        _clock.Advance(TimeSpan.FromMinutes(11));
        Task<BearerToken> later = source.GetTokenAsync("claims 7", End).AsTask();
        (await _fetcher.NextAsync()).Succeed(_clock, TimeSpan.FromHours(1));
        await later;
    }

    private CachedTokenSource Source() => new(_fetcher, _clock);

    private async Task<BearerToken> FirstAsync(CachedTokenSource source, TimeSpan life)
    {
        Task<BearerToken> call = source.GetTokenAsync(null, End).AsTask();
        BearerToken token = (await _fetcher.NextAsync()).Succeed(_clock, life);
        Assert.Same(token, await call);
        return token;
    }
}
