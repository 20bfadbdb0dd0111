using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Throttling.Simulation;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class RunStatisticsTests
{
    private readonly VirtualClock _clock = new();

    [Fact]
    public void Duration_runs_until_the_first_end()
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        DateTimeOffset began = _clock.GetUtcNow();
        RunStatistics statistics = new(_clock);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((began, TimeSpan.FromSeconds(2)), (statistics.StartedOn, statistics.Duration));

        statistics.End();
        _clock.Advance(TimeSpan.FromSeconds(3));
        statistics.End();
        Assert.Equal(TimeSpan.FromSeconds(2), statistics.Duration);
    }

    [Fact]
    public void Completed_is_the_sum_of_the_outcomes()
    {
        RunStatistics statistics = new(_clock);
        RowOutcome[] outcomes = [RowOutcome.Done, RowOutcome.Failed, RowOutcome.NotSent, RowOutcome.Unknown, RowOutcome.Skipped];
        for (int i = 0; i < outcomes.Length; i++)
        {
            for (int times = 0; times <= i; times++)
            {
                statistics.AddEnded(outcomes[i]);
            }
        }

        Assert.Equal((1, 2, 3, 4, 5), (statistics.Done, statistics.Failed, statistics.NotSent, statistics.Unknown, statistics.Skipped));
        Assert.Equal((15, 15), (statistics.Rows, statistics.Completed));
    }

    [Fact]
    public void Batches_counts_requests_of_several_rows_and_QuotaWait_adds_up()
    {
        RunStatistics statistics = new(_clock);
        statistics.AddRequest(1);
        statistics.AddRequest(2);
        statistics.AddRequest(20);
        statistics.AddInFlight(20);
        statistics.AddInFlight(-5);
        statistics.AddRetry();
        statistics.AddThrottled(3);
        statistics.BeginQuotaWait();
        Assert.True(statistics.IsWaiting);
        statistics.EndQuotaWait(TimeSpan.FromSeconds(2));
        statistics.EndQuotaWait(TimeSpan.FromSeconds(3));

        Assert.Equal((3, 2, 15), (statistics.Requests, statistics.Batches, statistics.InFlight));
        Assert.Equal((1, 3), (statistics.Retries, statistics.Throttled));
        Assert.Equal((TimeSpan.FromSeconds(5), false), (statistics.QuotaWait, statistics.IsWaiting));
    }
}
