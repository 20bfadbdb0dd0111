using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class CollectionScanTests
{
    private static readonly Uri Root = new("https://graph.example.com/");
    private readonly CollectionScan _scan = new(Rows.Post());
    private long _number;

    [Fact]
    public void Reader_lists_the_collection_in_the_version_of_the_row()
    {
        StatusChange change = new(GraphSchema.DeviceConfigurationDeviceStatus, StatusOperation.Create, "p");
        change.Set("deviceDisplayName", "d");
        RowState reader = new CollectionScan(RequestBuilder.Build(change, GraphVersion.Beta)).Reader;

        Assert.Equal(
            ("GET", GraphVersion.Beta, "/deviceManagement/deviceConfigurations/p/deviceStatuses", 0L),
            (reader.Request.Method.Method, reader.Request.Version, reader.Request.Path, reader.Number));
    }

    [Fact]
    public void TryAdd_closed_scan_takes_no_more_rows()
    {
        RowState early = Row(("deviceDisplayName", "a"));
        RowState late = Row(("deviceDisplayName", "b"));

        Assert.True(_scan.TryAdd(early));
        _scan.Close();
        Assert.False(_scan.TryAdd(late));

        Assert.Equal([early], _scan.Rows.Select(static row => row.State));
        Assert.True(_scan.Contains(early));
        Assert.False(_scan.Contains(late));
    }

    [Fact]
    public void Scan_rows_begin_with_those_that_set_the_most_values()
    {
        RowState[] rows =
        [
            Row(("deviceDisplayName", "a")),
            Row(("deviceDisplayName", "a"), ("userName", "u")),
            Row(("userName", "u")),
            Row(("deviceDisplayName", "a"), ("userName", "u"), ("status", "error")),
        ];
        foreach (RowState row in rows.Reverse())
        {
            _scan.TryAdd(row);
        }

        Assert.Equal([4L, 2, 1, 3], _scan.Rows.Select(static row => row.State.Number));
    }

    [Fact]
    public void TakePages_objects_are_compared_with_the_rows_that_may_have_created_them()
    {
        ScannedRow name = Add(("deviceDisplayName", "a"));
        ScannedRow sameName = Add(("deviceDisplayName", "a"), ("userName", "u"));
        ScannedRow otherName = Add(("deviceDisplayName", "b"));
        ScannedRow user = Add(("userName", "u"));
        ScannedRow status = Add(("status", "error"));

        TakePage(
            """{"id":"1","deviceDisplayName":"a","userName":"u","status":"compliant"}""",
            """{"id":"2","deviceDisplayName":"a","userName":"v","status":"error"}""",
            """{"id":"3","userName":"u"}""",
            """{"id":"4","deviceDisplayName":null,"userName":null}""");

        Assert.Equal(["1", "2"], Found(name));
        Assert.Equal(["1", "3"], Found(sameName));
        Assert.Empty(Found(otherName));
        Assert.Equal(["1", "3"], Found(user));
        Assert.Equal(["2"], Found(status));
    }

    [Fact]
    public void TakePages_every_page_that_came_is_compared()
    {
        ScannedRow row = Add(("deviceDisplayName", "a"));
        RowState reader = _scan.Reader;
        for (int page = 1; page <= 2; page++)
        {
            reader.Pages!.Add(reader, Page($$"""{"id":"{{page}}","deviceDisplayName":"a"}"""), Root);
        }

        _scan.TakePages();

        Assert.Equal(["1", "2"], Found(row));
    }

    [Fact]
    public void TakePages_a_hundred_equal_objects_are_kept_and_all_are_counted()
    {
        ScannedRow row = Add(("deviceDisplayName", "a"));

        TakePage([.. Enumerable.Range(0, 103).Select(static id => $$"""{"id":"{{id}}","deviceDisplayName":"a"}""")]);

        Assert.Equal((103, 100), (row.Count, row.Kept.Count));
        Assert.Equal("0", row.Kept[0].Id);
    }

    private static IEnumerable<string> Found(ScannedRow row)
    {
        Assert.Equal(row.Count, row.Kept.Count);
        return row.Kept.Select(static entity => entity.Id!);
    }

    private ScannedRow Add(params (string Name, string Value)[] values)
    {
        RowState row = Row(values);
        _scan.TryAdd(row);
        return _scan.Rows.Single(scanned => scanned.State == row);
    }

    private void TakePage(params string[] objects)
    {
        _scan.Reader.Pages!.Add(_scan.Reader, Page(objects), Root);
        _scan.TakePages();
    }

    private static GraphPage Page(params string[] objects) =>
        new(
            [.. objects.Select(static json => EntityReader.Read(Encoding.UTF8.GetBytes(json), GraphSchema.IosUpdateDeviceStatus, null)!)],
            null,
            10);

    private RowState Row(params (string Name, string Value)[] values)
    {
        StatusChange change = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Create);
        foreach ((string name, string value) in values)
        {
            change.Set(name, value);
        }

        return new RowState(new WorkItem(++_number, RequestBuilder.Build(change), null));
    }
}
