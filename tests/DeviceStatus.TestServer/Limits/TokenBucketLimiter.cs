namespace DeviceStatus.TestServer.Limits;

/// <summary>A bucket that holds a burst of tokens and is filled at a steady rate; each accepted request takes one.</summary>
/// <param name="burst">
/// The most tokens that the bucket holds; it starts full. 1 accepts no burst at all, as a leaky bucket without a queue does.
/// </param>
/// <param name="perSecond">Tokens added each second.</param>
/// <param name="countsRefused">Whether a refused request takes a token as well.</param>
public sealed class TokenBucketLimiter(int burst, double perSecond, bool countsRefused = false) : IRequestLimiter
{
    private double _tokens = burst;
    private double _at;

    /// <inheritdoc/>
    public double? Take(double now)
    {
        _tokens = Math.Min(burst, _tokens + ((now - _at) * perSecond));
        _at = now;

        // Sums of binary fractions fall a little short of the whole token.
        bool accepted = _tokens >= 1 - 1e-9;
        if (accepted || countsRefused)
        {
            _tokens--;
        }

        return accepted ? null : (1 - _tokens) / perSecond;
    }
}
