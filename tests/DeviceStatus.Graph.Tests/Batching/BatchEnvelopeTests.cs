using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class BatchEnvelopeTests
{
    private static long _number;

    [Fact]
    public void Write_rows_are_items_with_ids_from_1_and_a_body_only_where_the_method_has_one()
    {
        string json = Encoding.UTF8.GetString(
            BatchEnvelope.Write([Row(Rows.Patch("a")), Row(Rows.Delete("b")), Row(ReadingHost.List("p"))]).Span);

        const string Headers = """
            "headers":{"Content-Type":"application/json"}
            """;
        Assert.Equal(
            "{\"requests\":["
            + "{\"id\":\"1\",\"method\":\"PATCH\",\"url\":\"/deviceManagement/iosUpdateStatuses/a\"," + Headers
            + ",\"body\":{\"@odata.type\":\"#microsoft.graph.iosUpdateDeviceStatus\",\"deviceDisplayName\":\"device\"}},"
            + "{\"id\":\"2\",\"method\":\"DELETE\",\"url\":\"/deviceManagement/iosUpdateStatuses/b\"},"
            + "{\"id\":\"3\",\"method\":\"GET\",\"url\":\"/deviceManagement/deviceConfigurations/p/deviceStatuses\"}]}",
            json);
    }

    [Fact]
    public void Read_items_are_assigned_by_their_id_from_the_first_to_the_last()
    {
        GraphResponse?[] items = Read(3, Item("3", 203), Item("1", 201), Item("2", 202));

        Assert.Equal([201, 202, 203], items.Select(static item => item!.Status));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("3")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("x")]
    [InlineData("")]
    public void Read_item_with_an_id_of_no_row_is_ignored_and_the_next_is_read(string id)
    {
        GraphResponse?[] items = Read(2, Item(id, 200), Item("2", 204));

        Assert.Null(items[0]);
        Assert.Equal(204, items[1]!.Status);
    }

    [Theory]
    [InlineData("99", null)]
    [InlineData("100", 100)]
    [InlineData("999", 999)]
    [InlineData("1000", null)]
    [InlineData("\"200\"", null)]
    [InlineData("200.5", null)]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public void Read_status_must_be_a_number_of_three_digits(string status, int? expected)
    {
        GraphResponse?[] items = Read(2, $$"""{"id":"1","status":{{status}}}""", Item("2", 204));

        Assert.Equal(expected, items[0]?.Status);
        Assert.Equal(204, items[1]!.Status);
    }

    [Fact]
    public void Read_items_that_contradict_each_other_are_results_of_no_row()
    {
        GraphResponse?[] items = Read(3, Item("1", 204), Item("2", 204), Item("3", 204), Item("2", 400), Item("1", 500), Item("2", 204));

        Assert.Null(items[0]);
        Assert.Null(items[1]);
        Assert.Equal(204, items[2]!.Status);
    }

    [Fact]
    public void Read_item_that_is_repeated_counts_once_with_its_first_content()
    {
        GraphResponse?[] items = Read(
            1,
            """{"id":"1","status":400,"headers":{"request-id":"first"}}""",
            """{"id":"1","status":400,"headers":{"request-id":"second"}}""");

        Assert.Equal("first", items[0]!.RequestId);
    }

    [Fact]
    public void Read_headers_are_found_in_any_case_and_the_first_of_each_counts()
    {
        GraphResponse item = Read(
            1,
            """
            {"id":"1","status":429,"headers":{"Server":"x","RETRY-AFTER":7,"retry-after":8,"Request-ID":"r1","request-id":"r2",
             "Client-Request-Id":"c1","client-request-id":"c2","x":{"request-id":"r0"},"y":["client-request-id"]}}
            """)[0]!;

        Assert.Equal(("7", "r1", "c1"), (item.RetryAfter, item.RequestId, item.ClientRequestId));
    }

    [Fact]
    public void Read_header_with_milliseconds_takes_precedence_and_the_first_counts()
    {
        GraphResponse item = Read(
            1, """{"id":"1","status":429,"headers":{"Retry-After":"9","Retry-After-Ms":"1500","x-ms-retry-after-ms":"2500"}}""")[0]!;

        Assert.Equal("1.5", item.RetryAfter);
    }

    [Fact]
    public void Read_headers_that_are_no_texts_are_absent()
    {
        GraphResponse item = Read(
            1, """{"id":"1","status":429,"headers":{"Retry-After":{"a":[1]},"request-id":null,"client-request-id":[true],"x":true}}""")[0]!;

        Assert.Equal((null, null, null), (item.RetryAfter, item.RequestId, item.ClientRequestId));
        Assert.Equal(429, item.Status);
    }

    [Fact]
    public void Read_headers_that_are_no_object_are_skipped()
    {
        Assert.Equal(204, Read(1, """{"id":"1","headers":[{"request-id":"r"}],"status":204}""")[0]!.Status);
    }

    [Theory]
    [InlineData(199, true)]
    [InlineData(200, false)]
    [InlineData(299, false)]
    [InlineData(300, true)]
    [InlineData(400, true)]
    public void Read_body_of_a_success_is_skipped_where_nobody_wants_it(int status, bool isRead)
    {
        GraphResponse item = Read([Row(Rows.Patch("a"))], static _ => true, $$"""{"id":"1","status":{{status}},"body":{"id":"a"} }""")[0]!;

        Assert.Equal(isRead ? "{\"id\":\"a\"}" : string.Empty, Encoding.UTF8.GetString(item.ItemBody.Span));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_body_of_a_created_object_is_read_where_its_id_is_needed(bool isNeeded)
    {
        GraphResponse item = Read([Row(Rows.Post("a"))], _ => isNeeded, """{"id":"1","status":201,"body":{"id":"a"}}""")[0]!;

        Assert.Equal(!isNeeded, item.ItemBody.IsEmpty);
    }

    [Fact]
    public void Read_body_is_read_for_a_row_that_wants_its_object_and_for_a_look_up()
    {
        RowState wants = Row(Rows.Patch("a"));
        wants.WantsEntity = true;
        RowState lookUp = Row(Rows.Patch("b"));
        lookUp.SetRead(RowStep.LookUp);
        RowState other = Row(Rows.Patch("c"));

        GraphResponse?[] items = Read(
            [wants, lookUp, other],
            static _ => false,
            [.. Enumerable.Range(1, 3).Select(id => $$"""{"id":"{{id}}","status":200,"body":{"id":"x"} }""")]);

        Assert.Equal([false, false, true], items.Select(static item => item!.ItemBody.IsEmpty));
    }

    [Fact]
    public void Read_body_is_read_when_it_comes_before_id_and_status_and_null_is_none()
    {
        GraphResponse?[] items = Read(2, """{"body":{"id":"a"},"status":200,"id":"1"}""", """{"id":"2","status":400,"body":null}""");

        Assert.Equal("{\"id\":\"a\"}", Encoding.UTF8.GetString(items[0]!.ItemBody.Span));
        Assert.True(items[1]!.ItemBody.IsEmpty);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(299, true)]
    [InlineData(300, false)]
    [InlineData(199, false)]
    public void Read_body_of_a_list_is_read_as_a_page_when_it_succeeded(int status, bool isPage)
    {
        CollectionScan scan = new(Rows.Post());

        GraphResponse item = Read(
            [scan.Reader], static _ => false, $$"""{"id":"1","status":{{status}},"body":{"value":[{"id":"x"}]} }""")[0]!;

        Assert.Equal(isPage, item.Page is not null);
        Assert.Equal(isPage, item.ItemBody.IsEmpty);
        Assert.Equal(isPage ? ["x"] : [], item.Page?.Items?.Select(static entity => entity.Id!) ?? []);
    }

    [Fact]
    public void Read_last_row_of_a_batch_is_found_by_its_id()
    {
        CollectionScan scan = new(Rows.Post());

        GraphResponse?[] items = Read(
            [Row(Rows.Patch("a")), scan.Reader],
            static _ => false,
            """{"id":"2","status":200,"body":{"value":[]}}""",
            """{"id":"1","status":200,"body":{"id":"a"}}""",
            """{"id":"3","status":200,"body":{"id":"a"}}""",
            """{"id":"0","status":200,"body":{"id":"a"}}""");

        Assert.NotNull(items[1]!.Page);
        Assert.True(items[0]!.ItemBody.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("[\"responses\",[{\"id\":\"1\",\"status\":200}]]")]
    [InlineData("{}")]
    [InlineData("{\"responses\":{\"id\":\"1\",\"status\":200}}")]
    [InlineData("{\"responses\":{},\"responses\":[{\"id\":\"1\",\"status\":200}]}")]
    [InlineData("{\"x\":{\"responses\":[{\"id\":\"1\",\"status\":200}]}}")]
    [InlineData("{\"responses\":[{\"id\":\"1\",\"status\":200")]
    [InlineData("{\"responses\":[[],{\"id\":\"1\",\"status\":200}]}")]
    public void Read_response_without_complete_items_has_no_results(string json) =>
        Assert.Equal([null], BatchEnvelope.Read(ExecutorParts.Response(200, json), [Row(Rows.Patch("a"))], static _ => false));

    [Fact]
    public void Read_members_before_the_responses_are_skipped_and_a_truncated_end_keeps_the_items_before_it()
    {
        GraphResponse?[] items = BatchEnvelope.Read(
            ExecutorParts.Response(
                200,
                "{\"a\":{\"b\":[1]},\"c\":[{}],\"d\":1,\"responses\":[{\"x\":{\"y\":[0]},\"id\":\"1\",\"status\":204},{\"id\":\"2\",\"sta"),
            [Row(Rows.Patch("a")), Row(Rows.Patch("b"))],
            static _ => false);

        Assert.Equal([204, null], items.Select(static item => item?.Status));
    }

    [Fact]
    public void Read_response_with_too_many_tokens_is_too_large()
    {
        StringBuilder json = new("{\"a\":[");
        json.Insert(json.Length, "0,", BoundedJsonReader.MaxTokens).Append("0]}");

        Assert.Throws<ResponseTooLargeException>(
            () => BatchEnvelope.Read(ExecutorParts.Response(200, json.ToString()), [Row(Rows.Patch("a"))], static _ => false));
    }

    [Fact]
    public void Read_item_has_the_date_of_the_batch()
    {
        DateTimeOffset date = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        GraphResponse response = new()
        {
            Status = 200,
            Date = date,
            Body = Encoding.UTF8.GetBytes("{\"responses\":[{\"id\":\"1\",\"status\":429}]}"),
        };

        Assert.Equal(date, BatchEnvelope.Read(response, [Row(Rows.Patch("a"))], static _ => false)[0]!.Date);
    }

    [Fact]
    public void Split_parts_are_as_large_as_the_limit_allows()
    {
        List<RowState> rows = [.. Enumerable.Range(0, 5).Select(static i => Row(Rows.Patch("i" + i)))];
        int size = 110 + rows[0].Current.Path.Length + rows[0].Current.BodyBytes().Length;

        Assert.Equal([5], Sizes(rows, int.MaxValue));
        Assert.Equal([5], Sizes(rows, 5 * size));
        Assert.Equal([2, 2, 1], Sizes(rows, 2 * size));
        Assert.Equal([1, 1, 1, 1, 1], Sizes(rows, (2 * size) - 1));
        Assert.Equal([3, 2], Sizes(rows, 3 * size));
        Assert.Equal([1, 1, 1, 1, 1], Sizes(rows, 1));
        Assert.Equal(rows, BatchEnvelope.Split(rows, 2 * size).SelectMany(static part => part));
    }

    [Fact]
    public void Split_row_without_a_body_counts_its_path_only()
    {
        List<RowState> rows = [Row(Rows.Delete("a")), Row(Rows.Delete("b"))];
        int size = 110 + rows[0].Current.Path.Length;

        Assert.Equal([2], Sizes(rows, 2 * size));
        Assert.Equal([1, 1], Sizes(rows, (2 * size) - 1));
    }

    [Fact]
    public void Split_row_that_is_too_large_alone_is_one_part()
    {
        List<RowState> one = [Row(Rows.Patch("a", new string('x', 1000)))];

        Assert.Same(one, Assert.Single(BatchEnvelope.Split(one, 10)));
        Assert.Equal([1, 1, 1], Sizes([Row(Rows.Delete("a")), one[0], Row(Rows.Delete("b"))], 300));
    }

    private static IEnumerable<int> Sizes(List<RowState> rows, int maxBytes) =>
        BatchEnvelope.Split(rows, maxBytes).Select(static part => part.Count);

    private static RowState Row(GraphRequest request) => new(new WorkItem(Interlocked.Increment(ref _number), request, null));

    private static string Item(string id, int status) => $$"""{"id":"{{id}}","status":{{status}}}""";

    private static GraphResponse?[] Read(int rows, params string[] items) =>
        Read([.. Enumerable.Range(0, rows).Select(static i => Row(Rows.Patch("i" + i)))], static _ => false, items);

    private static GraphResponse?[] Read(RowState[] rows, Func<RowState, bool> readsCreated, params string[] items) =>
        BatchEnvelope.Read(ExecutorParts.Response(200, "{\"responses\":[" + string.Join(',', items) + "]}"), rows, readsCreated);
}
