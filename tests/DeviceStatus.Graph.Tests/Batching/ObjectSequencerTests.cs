using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class ObjectSequencerTests
{
    private readonly ObjectSequencer _objects = new();
    private long _number;

    [Fact]
    public void TryEnter_rows_of_one_object_are_admitted_one_after_the_other_in_input_order()
    {
        RowState first = Row(Rows.Post("a"));
        RowState second = Row(Rows.Patch("A"));
        RowState third = Row(Rows.Delete("a"));

        Assert.True(_objects.TryEnter(first));
        Assert.False(_objects.TryEnter(second));
        Assert.False(_objects.TryEnter(third));
        Assert.Same(second, _objects.Leave(first));
        Assert.Same(third, _objects.Leave(second));
        Assert.Null(_objects.Leave(third));
        Assert.True(_objects.TryEnter(first));
    }

    [Fact]
    public void TryEnter_rows_of_several_objects_do_not_wait_for_each_other()
    {
        RowState first = Row(Rows.Patch("a"));
        RowState other = Row(Rows.Patch("b"));

        Assert.True(_objects.TryEnter(first));
        Assert.True(_objects.TryEnter(other));
        Assert.Null(_objects.Leave(first));
        Assert.False(_objects.TryEnter(Row(Rows.Patch("b"))));
    }

    [Fact]
    public void TryEnter_reads_and_creations_without_an_id_never_wait()
    {
        Func<GraphRequest>[] requests =
        [
            static () => Rows.Post(),
            static () => ReadingHost.List("p"),
            static () => RequestBuilder.Get(GraphSchema.IosUpdateDeviceStatus, null, "a"),
        ];
        foreach (Func<GraphRequest> request in requests)
        {
            RowState row = Row(request());
            Assert.True(_objects.TryEnter(row));
            Assert.True(_objects.TryEnter(Row(request())));
            Assert.Null(_objects.Leave(row));
        }
    }

    private RowState Row(GraphRequest request) => new(new WorkItem(++_number, request, null));
}
