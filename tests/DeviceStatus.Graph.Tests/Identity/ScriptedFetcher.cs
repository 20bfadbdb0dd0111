using System.Threading.Channels;
using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>A fetcher whose answers the test gives one by one.</summary>
internal sealed class ScriptedFetcher : ITokenFetcher
{
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    internal int Count => Volatile.Read(ref _count);

    internal Task Disposed => _disposed.Task;

    public async Task<FetchedToken> FetchAsync(string? claims, bool allowInteraction, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        var call = new Call(claims, allowInteraction, cancellationToken);
        _calls.Writer.TryWrite(call);
        return await call.Answer.Task;
    }

    public void Dispose() => _disposed.TrySetResult();

    internal async Task<Call> NextAsync() =>
        await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    internal sealed record Call(string? Claims, bool AllowInteraction, CancellationToken Cancelled)
    {
        internal TaskCompletionSource<FetchedToken> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal BearerToken Succeed(TimeProvider clock, TimeSpan life, TimeSpan? renewAfter = null)
        {
            DateTimeOffset now = clock.GetUtcNow();
            var token = new BearerToken("t", now + life);
            Answer.SetResult(new FetchedToken(token, now + renewAfter));
            return token;
        }

        internal void Fail(string message) => Answer.SetException(new SignInException(message));

        internal void Cancel() => Answer.TrySetCanceled(Cancelled);
    }
}
