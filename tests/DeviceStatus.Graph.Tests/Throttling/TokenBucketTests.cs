using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Throttling;

public sealed class TokenBucketTests
{
    private const double Ceiling = 5 * 0.98;
    private readonly VirtualClock _clock = new();

    private long Now => _clock.GetTimestamp();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(5, 4, 2)]
    [InlineData(20, 18, 9)]
    [InlineData(100, 88, 44)]
    public void Capacity_is_below_the_burst_and_half_of_it_is_granted_at_once(int burst, int capacity, int chunk)
    {
        TokenBucket bucket = Create(burst);

        Assert.Equal((capacity, chunk), (bucket.Capacity, bucket.Chunk));

        // Two percent keep the distance, and five where nothing makes up for a request that comes too early.
        Assert.Equal(burst == 1 ? 5 * 0.95 : Ceiling, bucket.Rate, 9);
    }

    [Fact]
    public void Free_grants_a_chunk_when_it_is_full_and_returns_the_time_until_then()
    {
        TokenBucket bucket = Create(20);

        Assert.Equal(0, bucket.Free(Now, 20, out TimeSpan wait));
        Assert.Equal(9 / Ceiling, wait.TotalSeconds, 5);
        _clock.Advance(wait);
        Assert.Equal(9, bucket.Free(Now, 20, out wait));
        Assert.Equal(TimeSpan.Zero, wait);
        Assert.Equal(3, bucket.Free(Now, 3, out _));
    }

    [Fact]
    public void Free_saves_up_no_more_than_the_capacity()
    {
        TokenBucket bucket = Create(20);
        Pass(60);

        Assert.Equal(18, bucket.Free(Now, 50, out _));
    }

    [Fact]
    public void Take_leaves_the_rest()
    {
        TokenBucket bucket = Create(20);
        Pass(60);
        bucket.Take(12);

        Assert.Equal(6, bucket.Free(Now, 6, out _));
        Assert.Equal(0, bucket.Free(Now, 20, out TimeSpan wait));
        Assert.Equal(3 / Ceiling, wait.TotalSeconds, 5);
    }

    [Fact]
    public void Take_without_asking_adds_first_what_was_saved_up()
    {
        TokenBucket bucket = Create(1);
        Pass(60);
        bucket.Take(1);

        Assert.Equal(0, bucket.Free(Now, 1, out TimeSpan wait));
        Assert.Equal(1 / (5 * 0.95), wait.TotalSeconds, 5);
    }

    [Fact]
    public void Free_bucket_that_was_empty_earlier_has_filled_since()
    {
        Pass(10);
        TokenBucket bucket = new(5, 100, Now - TimeSpan.FromSeconds(2).Ticks, _clock);

        Assert.Equal(9, bucket.Free(Now, 9, out _));
        Assert.Equal(Now, bucket.Began);
    }

    [Theory]
    [InlineData(20, 3)]
    [InlineData(1, 1)]
    public void RefusedByChance_gives_the_tokens_back(int burst, int count)
    {
        TokenBucket bucket = Create(burst);
        Pass(60);
        long sentAt = Now;
        bucket.Take(bucket.Capacity);
        bucket.RefusedByChance(sentAt, count);

        Assert.Equal(count, bucket.Free(Now, count, out _));
    }

    [Fact]
    public void RefusedByChance_without_burst_gives_nothing_back_once_the_next_is_sent()
    {
        TokenBucket bucket = Create(1);
        Pass(60);
        long sentAt = Now;
        bucket.Take(1);
        Pass(1);
        bucket.Take(1);
        bucket.RefusedByChance(sentAt, 1);

        Assert.Equal(0, bucket.Free(Now, 1, out _));
    }

    [Fact]
    public void Refused_empties_the_bucket_and_returns_to_the_accepted_rate()
    {
        TokenBucket bucket = Create(20);
        Serve(bucket, accepted: 44, seconds: 10);

        Assert.Null(bucket.Refused(Now, 1, Now));

        // Forty-four and the refused one in ten seconds.
        Assert.Equal(4.5 * 0.98, bucket.Rate, 2);
        Assert.Equal(0, bucket.Free(Now, 1, out _));
    }

    [Fact]
    public void Refused_before_a_rate_is_known_changes_nothing()
    {
        TokenBucket bucket = Create(20);
        Serve(bucket, accepted: 4, seconds: 1);

        Assert.Null(bucket.Refused(Now, 1, Now));

        Assert.Equal(Ceiling, bucket.Rate, 9);
    }

    [Fact]
    public void Refused_slows_by_three_percent_at_least()
    {
        TokenBucket bucket = Create(20);
        Serve(bucket, accepted: 60, seconds: 10);

        bucket.Refused(Now, 1, Now);

        Assert.Equal(Ceiling * 0.97, bucket.Rate, 5);
    }

    [Fact]
    public void Refused_of_what_was_sent_at_an_earlier_rate_changes_nothing()
    {
        TokenBucket bucket = Create(20);
        Serve(bucket, accepted: 44, seconds: 10);
        long before = Now - 1;
        bucket.Refused(Now, 1, Now);
        double rate = bucket.Rate;
        Serve(bucket, accepted: 40, seconds: 10, raise: false);

        bucket.Refused(before, 1, Now);

        Assert.Equal(rate, bucket.Rate, 9);
        Assert.NotEqual(0, bucket.Free(Now, 1, out _));
    }

    [Fact]
    public void Rate_grows_by_a_twentieth_every_three_seconds_up_to_the_ceiling()
    {
        TokenBucket bucket = Create(20);
        Serve(bucket, accepted: 44, seconds: 10);
        bucket.Refused(Now, 1, Now);
        double rate = bucket.Rate;
        Assert.Equal(4.5 * 0.98, rate, 2);

        Pass(2.99);
        bucket.Free(Now, 1, out _);
        Assert.Equal(rate, bucket.Rate, 9);
        Pass(0.01);
        bucket.Free(Now, 1, out _);
        Assert.Equal(rate + (Ceiling * 0.05), bucket.Rate, 9);
        for (int i = 0; i < 20; i++)
        {
            Pass(3);
            bucket.Free(Now, 1, out _);
        }

        Assert.Equal(Ceiling, bucket.Rate, 9);
    }

    [Fact]
    public void Refused_at_a_raised_rate_returns_to_the_rate_and_doubles_the_wait()
    {
        TokenBucket bucket = Create(20);
        Serve(bucket, accepted: 44, seconds: 10);
        bucket.Refused(Now, 1, Now);
        double rate = bucket.Rate;

        // Late responses to what was sent at the earlier rate say nothing about this one.
        bucket.Accepted(Now - 1, 50);
        Pass(3);
        bucket.Free(Now, 1, out _);

        bucket.Refused(Now, 1, Now);

        Assert.Equal(rate, bucket.Rate, 2);
        double back = bucket.Rate;
        Pass(5.9);
        bucket.Free(Now, 1, out _);
        Assert.Equal(back, bucket.Rate, 9);
        Pass(0.2);
        bucket.Free(Now, 1, out _);
        Assert.Equal(back + (Ceiling * 0.05), bucket.Rate, 9);
    }

    [Fact]
    public void Refused_as_often_at_a_lower_rate_is_chance_and_the_rate_returns()
    {
        TokenBucket bucket = Create(20);
        double? share = null;
        for (int i = 0; i < 10 && share is null; i++)
        {
            Serve(bucket, accepted: 9, seconds: 9 / bucket.Rate, raise: false);
            share = bucket.Refused(Now, 1, Now);
        }

        Assert.InRange(share!.Value, 0.08, 0.12);
        Assert.Equal(Ceiling, bucket.Rate, 9);
    }

    [Fact]
    public void Refused_less_often_at_a_lower_rate_keeps_the_lower_rate()
    {
        TokenBucket bucket = Create(20);
        for (int i = 0; i < 3; i++)
        {
            Serve(bucket, accepted: 9, seconds: 9 / bucket.Rate, raise: false);
            Assert.Null(bucket.Refused(Now, 1, Now));
        }

        // The test runs at a rate that is accepted for a long time.
        double tested = bucket.Rate;
        Serve(bucket, accepted: 200, seconds: 200 / tested, raise: false);
        Assert.Null(bucket.Refused(Now, 1, Now));
        Assert.Null(bucket.Refused(Now, 1, Now));
        Assert.InRange(bucket.Rate, tested * 0.95, tested * 1.05);
    }

    [Fact]
    public void Refused_once_at_an_accepted_rate_changes_nothing_and_the_next_starts_a_test_of_two()
    {
        TokenBucket bucket = Create(20);
        Serve(bucket, accepted: 44, seconds: 10);
        bucket.Refused(Now, 1, Now);
        double accepted = bucket.Rate;
        (double, bool)[] expected = [(accepted, false), (accepted * 0.97, false), (accepted * 0.97, false), (Ceiling, true)];
        foreach ((double rate, bool isChance) in expected)
        {
            Serve(bucket, accepted: 9, seconds: 9 / bucket.Rate, raise: false);
            double? share = bucket.Refused(Now, 1, Now);
            Assert.Equal(isChance, share is not null);
            Assert.Equal(rate, bucket.Rate, 9);
        }

        // After that, a refusal is as good as the first one: the rate is raised again in three seconds.
        Serve(bucket, accepted: 44, seconds: 10);
        bucket.Refused(Now, 1, Now);
        Assert.Equal(4.5 * 0.98, bucket.Rate, 2);
        Pass(3);
        bucket.Free(Now, 1, out _);
        Assert.Equal((4.5 * 0.98) + (Ceiling * 0.05), bucket.Rate, 2);
    }

    [Fact]
    public void Test_runs_at_the_rate_that_was_accepted_when_that_is_less()
    {
        TokenBucket bucket = Create(20);
        Serve(bucket, accepted: 44, seconds: 10);
        bucket.Refused(Now, 1, Now);
        for (int i = 0; i < 2; i++)
        {
            Serve(bucket, accepted: 9, seconds: 2.4, raise: false);
            bucket.Refused(Now, 1, Now);
        }

        Assert.Equal(19 / 4.8 * 0.98, bucket.Rate, 2);
    }

    [Fact]
    public void Refused_less_often_in_a_test_sets_the_rate_that_was_accepted_in_it()
    {
        TokenBucket bucket = Create(20);
        for (int i = 0; i < 3; i++)
        {
            Serve(bucket, accepted: 9, seconds: 9 / bucket.Rate, raise: false);
            bucket.Refused(Now, 1, Now);
        }

        Serve(bucket, accepted: 100, seconds: 25, raise: false);
        bucket.Refused(Now, 1, Now);
        bucket.Refused(Now, 1, Now);

        Assert.Equal(101 / 25.0 * 0.98, bucket.Rate, 2);
    }

    [Fact]
    public void Refused_again_and_again_at_a_raised_rate_waits_for_twenty_seconds_at_most()
    {
        TokenBucket bucket = Create(20);
        Serve(bucket, accepted: 44, seconds: 10);
        bucket.Refused(Now, 1, Now);
        foreach (double hold in new[] { 3, 6, 12, 20, 20.0 })
        {
            double rate = bucket.Rate;
            Pass(hold - 0.1);
            bucket.Free(Now, 1, out _);
            Assert.Equal(rate, bucket.Rate, 9);
            Pass(0.1);
            bucket.Free(Now, 1, out _);
            Assert.Equal(rate + (Ceiling * 0.05), bucket.Rate, 9);
            bucket.Refused(Now, 1, Now);
        }
    }

    [Fact]
    public void Accepted_responses_to_requests_of_the_first_moment_count()
    {
        TokenBucket bucket = Create(20);
        long first = Now;
        Pass(2);
        bucket.Accepted(first, 5);

        bucket.Refused(first, 1, Now);

        Assert.Equal(3 * 0.98, bucket.Rate, 2);
    }

    [Fact]
    public void RefusedByChance_counts_in_the_share_that_a_test_measures()
    {
        TokenBucket bucket = Create(20);
        double? share = null;
        for (int i = 0; i < 10 && share is null; i++)
        {
            // What was sent at an earlier rate does not count.
            bucket.RefusedByChance(-1, 50);
            Serve(bucket, accepted: 9, seconds: 9 / bucket.Rate, raise: false);
            bucket.RefusedByChance(Now, 2);
            share = bucket.Refused(Now, 1, Now);
        }

        Assert.InRange(share!.Value, 0.23, 0.27);
    }

    [Fact]
    public void Rate_accepted_does_not_count_time_in_which_the_bucket_was_full()
    {
        TokenBucket bucket = Create(20);
        Pass(60);
        bucket.Take(18);
        bucket.Accepted(Now, 18);
        Serve(bucket, accepted: 44, seconds: 10);

        bucket.Refused(Now, 1, Now);

        // Eighteen in the time in which the bucket was filled, and the others and the refused one in ten seconds.
        Assert.Equal(63 / (10 + (18 / Ceiling)) * 0.98, bucket.Rate, 2);
    }

    [Fact]
    public void Refused_at_a_rate_a_little_above_the_accepted_one_goes_back()
    {
        TokenBucket bucket = Create(20);
        Serve(bucket, accepted: 47, seconds: 10);
        bucket.Refused(Now, 1, Now);
        double accepted = bucket.Rate;
        Assert.Equal(4.8 * 0.98, accepted, 2);
        Pass(3);
        bucket.Free(Now, 1, out _);
        Assert.Equal(Ceiling, bucket.Rate, 9);

        bucket.Refused(Now, 1, Now);

        Assert.Equal(accepted, bucket.Rate, 9);
    }

    [Fact]
    public void Refused_with_all_accepted_at_the_same_moment_measures_nothing()
    {
        TokenBucket bucket = Create(20);
        bucket.Accepted(Now, 10);

        bucket.Refused(Now, 1, Now);

        Assert.Equal(Ceiling, bucket.Rate, 9);
    }

    [Fact]
    public void Refused_after_five_accepted_requests_can_tell_the_rate()
    {
        TokenBucket bucket = Create(20);
        Serve(bucket, accepted: 5, seconds: 1.5);

        bucket.Refused(Now, 1, Now);

        Assert.Equal(4 * 0.98, bucket.Rate, 2);
    }

    [Fact]
    public void Rate_is_not_raised_during_a_test_until_enough_was_accepted()
    {
        TokenBucket bucket = Create(20);
        for (int i = 0; i < 3; i++)
        {
            Serve(bucket, accepted: 9, seconds: 9 / bucket.Rate, raise: false);
            bucket.Refused(Now, 1, Now);
        }

        double tested = bucket.Rate;
        Pass(60);
        bucket.Accepted(Now, 20);
        bucket.Free(Now, 1, out _);
        Assert.Equal(tested, bucket.Rate, 9);
        bucket.Accepted(Now, 40);
        bucket.Free(Now, 1, out _);
        Assert.InRange(bucket.Rate, tested * 1.01, Ceiling);
    }

    [Fact]
    public void Refused_after_a_test_that_made_refusals_rare_goes_back_to_its_rate()
    {
        TokenBucket bucket = Create(20);
        for (int i = 0; i < 3; i++)
        {
            Serve(bucket, accepted: 9, seconds: 9 / bucket.Rate, raise: false);
            bucket.Refused(Now, 1, Now);
        }

        double tested = bucket.Rate;
        Serve(bucket, accepted: 200, seconds: 200 / tested, raise: false);
        bucket.Free(Now, 1, out _);
        Assert.InRange(bucket.Rate, tested * 1.01, Ceiling);

        bucket.Refused(Now, 1, Now);

        Assert.Equal(tested, bucket.Rate, 9);
    }

    [Fact]
    public void MinimumDuration_counts_what_is_saved_up()
    {
        TokenBucket bucket = Create(20);
        Assert.Equal(49 / Ceiling, bucket.MinimumDuration(49, Now).TotalSeconds, 5);
        Pass(60);

        Assert.Equal(31 / Ceiling, bucket.MinimumDuration(49, Now).TotalSeconds, 5);
        Assert.Equal(TimeSpan.Zero, bucket.MinimumDuration(18, Now));
    }

    private TokenBucket Create(int burst) => new(5, burst, Now, _clock);

    private void Pass(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Lets requests be accepted evenly over some time.</summary>
    private void Serve(TokenBucket bucket, int accepted, double seconds, bool raise = true)
    {
        for (int i = 0; i < accepted; i++)
        {
            Pass(seconds / accepted);
            if (raise)
            {
                bucket.Free(Now, 1, out _);
            }

            bucket.Take(1);
            bucket.Accepted(Now, 1);
        }
    }
}
