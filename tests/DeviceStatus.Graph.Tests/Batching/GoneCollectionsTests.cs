using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class GoneCollectionsTests
{
    private static readonly GraphFailure Gone = new(GraphErrorId.NotFound, "Gone.") { IsCollectionGone = true };
    private readonly GoneCollections _collections = new(static resource => resource == GraphSchema.DeviceConfigurationDeviceStatus);
    private long _number;

    [Fact]
    public void FailureOf_lists_of_a_collection_that_is_gone_have_its_failure()
    {
        RowState next = List();
        Assert.Null(_collections.FailureOf(next));

        End(List(), Gone);

        Assert.Same(Gone, _collections.FailureOf(next));
        Assert.Null(_collections.FailureOf(Row(RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null))));
        Assert.Null(_collections.FailureOf(Row(RequestBuilder.Get(GraphSchema.DeviceConfigurationDeviceStatus, "p", "a"))));
    }

    [Fact]
    public void FailureOf_first_failure_of_a_collection_is_kept()
    {
        End(List(), Gone);
        End(List(), new GraphFailure(GraphErrorId.NotFound, "Again.") { IsCollectionGone = true });

        Assert.Same(Gone, _collections.FailureOf(List()));
    }

    [Fact]
    public void FailureOf_further_page_of_a_list_is_requested_and_shows_nothing()
    {
        RowState paged = List();
        paged.SetNextPage(ReadingHost.List("p"));

        End(paged, Gone);
        Assert.Null(_collections.FailureOf(List()));
        End(List(), Gone);
        Assert.Null(_collections.FailureOf(paged));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    public void OnCompleted_other_outcomes_show_nothing(bool? isGone)
    {
        End(List(), isGone is { } gone ? new GraphFailure(GraphErrorId.NotFound, "No.") { IsCollectionGone = gone } : null);

        Assert.Null(_collections.FailureOf(List()));
    }

    [Fact]
    public void OnCompleted_collections_that_may_not_be_skipped_are_not_recorded()
    {
        RowState ios = Row(RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null));
        End(ios, Gone);
        Assert.Null(_collections.FailureOf(ios));

        GoneCollections none = new(null);
        none.OnCompleted(List(), new RowResult(List().Item, RowOutcome.Failed, Gone));
        Assert.Null(none.FailureOf(List()));
    }

    private void End(RowState row, GraphFailure? failure) =>
        _collections.OnCompleted(row, new RowResult(row.Item, failure is null ? RowOutcome.Done : RowOutcome.Failed, failure));

    private RowState List() => Row(ReadingHost.List("p"));

    private RowState Row(GraphRequest request) => new(new WorkItem(++_number, request, null));
}
