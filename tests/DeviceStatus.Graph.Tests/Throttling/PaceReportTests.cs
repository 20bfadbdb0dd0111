using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Throttling;

public sealed class PaceReportTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(3);

    public static TheoryData<int?[], int, int, int, int> Batches => new()
    {
        { [], 0, 0, 0, 0 },
        { [204, 200, 299], 3, 3, 0, 0 },
        { [199, 300, 404, 500, null], 5, 0, 0, 0 },
        { [429, 429, 429], 0, 0, 3, 3 },
        { [204, 429, 429], 1, 1, 2, 2 },
        { [429, 204, 429], 1, 1, 2, 1 },
        { [429, 429, 204], 1, 1, 2, 0 },
        { [204, 429, 404, 429, null], 3, 1, 2, 2 },
    };

    [Theory]
    [MemberData(nameof(Batches))]
    public void Batch_counts_by_status_and_order(int?[] statuses, int counted, int succeeded, int refused, int refusedAtEnd) =>
        Assert.Equal(
            new PaceReport(counted, succeeded, refused, refusedAtEnd, refused > 0 ? Wait : null), PaceReport.Batch(statuses, Wait));

    [Fact]
    public void Unknown_counts_every_request_and_says_nothing_else() =>
        Assert.Equal(new PaceReport(7, 0, 0, 0, null), PaceReport.Unknown(7));
}
