using DeviceStatus.Graph.Retry;

namespace DeviceStatus.Graph.Tests.Retry;

public sealed class RetryPolicyTests
{
    private static readonly RetryPolicy Default = new();

    [Fact]
    public void NextDelay_requested_wait_is_exact_to_the_millisecond() =>
        Assert.Equal(TimeSpan.FromMilliseconds(2128), Default.NextDelay(1, TimeSpan.Zero, TimeSpan.FromMilliseconds(2128)));

    [Theory]
    [InlineData(1, 0.25, 0.5)]
    [InlineData(2, 0.5, 1)]
    [InlineData(4, 2, 4)]
    [InlineData(7, 15, 30)]
    public void NextDelay_without_a_requested_wait_doubles_up_to_a_bound_with_jitter(int attempts, double least, double most)
    {
        for (int i = 0; i < 50; i++)
        {
            Assert.InRange(Default.NextDelay(attempts, TimeSpan.Zero, null)!.Value.TotalSeconds, least, most);
        }
    }

    [Fact]
    public void NextDelay_requested_wait_of_zero_is_a_wait() =>
        Assert.InRange(Default.NextDelay(1, TimeSpan.Zero, TimeSpan.Zero)!.Value.TotalSeconds, 0.25, 0.5);

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void NextDelay_with_a_limit_of_attempts_ends_there(int attempts, bool again) =>
        Assert.Equal(again, Default.WithMaxAttempts(3).NextDelay(attempts, TimeSpan.Zero, null) is not null);

    [Fact]
    public void NextDelay_without_a_limit_of_attempts_uses_the_whole_time()
    {
        TimeSpan waited = TimeSpan.Zero;
        for (int attempt = 1; Default.NextDelay(attempt, waited, null) is { } delay; attempt++)
        {
            waited += delay;
        }

        Assert.InRange(waited, Default.MaxTotalDelay - Default.MaxDelay, Default.MaxTotalDelay);
    }

    [Fact]
    public void NextDelay_with_the_same_jitter_is_the_same() =>
        Assert.Equal(
            Default.NextDelay(3, TimeSpan.Zero, null, 0.3, Default.MaxTotalDelay),
            Default.NextDelay(3, TimeSpan.Zero, null, 0.3, Default.MaxTotalDelay));

    [Theory]
    [InlineData(590, 10, true)]
    [InlineData(591, 10, false)]
    [InlineData(0, 601, false)]
    public void NextDelay_waits_of_a_row_have_a_bound_in_total(double waited, double asked, bool again) =>
        Assert.Equal(again, Default.NextDelay(1, TimeSpan.FromSeconds(waited), TimeSpan.FromSeconds(asked)) is not null);
}
