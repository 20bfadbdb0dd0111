using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Throttling;

public sealed class LatencyCreditTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);
    private readonly VirtualClock _clock = new();
    private readonly LatencyCredit _credit;

    public LatencyCreditTests() => _credit = new LatencyCredit(Window, _clock);

    [Fact]
    public void Now_grows_in_two_windows_to_nine_tenths_of_a_steady_latency()
    {
        Answer(1, 10);
        Assert.Equal(TimeSpan.Zero, _credit.Now);
        Pass(Window);
        Answer(1, 1);
        Assert.Equal(0.45, _credit.Now.TotalSeconds, 3);
        Pass(Window);
        Answer(1, 1);
        Assert.Equal(0.9, _credit.Now.TotalSeconds, 3);
        Pass(Window);
        Answer(1, 1);
        Assert.Equal(0.9, _credit.Now.TotalSeconds, 3);
    }

    [Fact]
    public void Now_is_nothing_when_latencies_scatter()
    {
        for (int i = 0; i < 40; i++)
        {
            Answer(i % 2 == 0 ? 0.1 : 2, 1);
        }

        Pass(Window);
        Answer(0.1, 1);

        Assert.Equal(TimeSpan.Zero, _credit.Now);
    }

    [Fact]
    public void Now_follows_the_least_latency()
    {
        Answer(1, 10);
        Pass(Window);
        Answer(1, 1);
        Answer(0.2, 100);

        Assert.Equal(0.45 * 0.2, _credit.Now.TotalSeconds, 3);
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 60)]
    public void Refused_gives_nothing_for_some_windows(bool isTooEarly, int windows)
    {
        Answer(1, 10);
        Pass(Window);
        Answer(1, 1);
        _credit.Refused(isTooEarly);
        Assert.Equal(TimeSpan.Zero, _credit.Now);

        Pass((Window * windows) - TimeSpan.FromSeconds(1));
        Answer(1, 1);
        Assert.Equal(TimeSpan.Zero, _credit.Now);
        Pass(TimeSpan.FromSeconds(1));
        Answer(1, 1);
        Assert.Equal(0.45, _credit.Now.TotalSeconds, 2);
    }

    [Fact]
    public void Refused_too_early_is_not_forgotten_by_another_refusal()
    {
        Answer(1, 10);
        _credit.Refused(true);
        _credit.Refused(false);

        Pass(Window * 59);
        Answer(1, 1);

        Assert.Equal(TimeSpan.Zero, _credit.Now);
    }

    private void Pass(TimeSpan time) => _clock.Advance(time);

    private void Answer(double seconds, int times)
    {
        for (int i = 0; i < times; i++)
        {
            _credit.OnResponse(TimeSpan.FromSeconds(seconds), _clock.GetTimestamp());
        }
    }
}
