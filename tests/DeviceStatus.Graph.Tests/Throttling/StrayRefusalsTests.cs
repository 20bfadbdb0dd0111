using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Throttling;

public sealed class StrayRefusalsTests
{
    private readonly StrayRefusals _strays = new();

    [Fact]
    public void Share_without_responses_is_zero_and_explains_nothing()
    {
        Assert.Equal(0, _strays.Share);
        Assert.False(_strays.Explains(1));
    }

    [Fact]
    public void Add_counts_refusals_before_a_success_and_leaves_out_those_at_the_end()
    {
        _strays.Add(new PaceReport(15, 15, 5, 2, null));

        Assert.Equal(3 / 18.0, _strays.Share, 9);
    }

    [Fact]
    public void Add_forgets_slowly()
    {
        _strays.Add(new PaceReport(50, 50, 50, 0, null));
        _strays.Add(new PaceReport(150, 150, 0, 0, null));

        // Of the first hundred, half is still remembered after a hundred and fifty more.
        Assert.Equal(25 / 200.0, _strays.Share, 9);
        _strays.Add(new PaceReport(300, 300, 0, 0, null));
        Assert.Equal(0, _strays.Share, 9);
    }

    [Theory]
    [InlineData(0.12, 3)]
    [InlineData(0.3, 5)]
    [InlineData(0.5, 9)]
    public void Explains_runs_that_chance_brings_once_in_a_thousand(double share, int longest)
    {
        int refused = (int)(share * 100);
        _strays.Add(new PaceReport(100 - refused, 100 - refused, refused, 0, null));

        Assert.True(_strays.Explains(longest));
        Assert.False(_strays.Explains(longest + 1));
    }

    [Fact]
    public void Explains_never_believes_in_more_than_six_of_ten()
    {
        _strays.AddExplained(100);

        Assert.Equal(1, _strays.Share);
        Assert.True(_strays.Explains(13));
        Assert.False(_strays.Explains(14));
    }

    [Fact]
    public void AddExplained_counts_as_seen_and_refused()
    {
        _strays.Add(new PaceReport(30, 30, 0, 0, null));
        _strays.AddExplained(10);

        Assert.Equal(10 / 40.0, _strays.Share, 9);
    }

    [Fact]
    public void Learn_takes_over_a_larger_share_and_keeps_a_larger_one()
    {
        _strays.Add(new PaceReport(100, 100, 0, 0, null));
        _strays.Learn(0.3);
        Assert.Equal(0.3, _strays.Share, 9);
        _strays.Learn(0.1);
        Assert.Equal(0.3, _strays.Share, 9);
        _strays.Learn(0.9);
        Assert.Equal(0.6, _strays.Share, 9);
    }

    [Fact]
    public void Learn_without_responses_counts_as_forty()
    {
        _strays.Learn(0.5);
        _strays.AddExplained(40);

        Assert.Equal(60 / 80.0, _strays.Share, 9);
    }
}
