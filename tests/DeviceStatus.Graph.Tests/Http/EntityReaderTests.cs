using System.Globalization;
using System.Numerics;
using System.Text;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using Newtonsoft.Json;

namespace DeviceStatus.Graph.Tests.Http;

public sealed class EntityReaderTests
{
    [Fact]
    public void Read_known_properties_are_typed_and_unknown_ones_kept_in_the_order_of_the_service()
    {
        StatusEntity entity = Read("""
            {"@odata.context":"x","@odata.type":"#microsoft.graph.iosUpdateDeviceStatus","id":"a","Status":"brandNew","platform":5,
             "lastReportedDateTime":"2017-01-01T00:02:49.3205976-08:00",
             "complianceGracePeriodExpirationDateTime":"9999-12-31T23:59:59.9999999Z",
             "userName":null,"colour":"red","big":12345678901,"half":0.5,"yes":true,
             "list":[1,"two",null],"nested":{"a":{"b":"2026-01-31T00:00:00Z"}}}
            """);

        Assert.Equal(
            [
                "id", "status", "platform", "lastReportedDateTime", "complianceGracePeriodExpirationDateTime",
                "userName", "colour", "big", "half", "yes", "list", "nested",
            ],
            entity.Values.Select(pair => pair.Key));
        Assert.Equal(("a", "brandNew", 5), (entity.Id, entity.Status, entity.Platform));
        Assert.Equal("2017-01-01T00:02:49.3205976-08:00", PropertyConverter.FormatDate(entity.LastReportedDateTime!.Value));
        Assert.Equal("9999-12-31T23:59:59.9999999Z", PropertyConverter.FormatDate(entity.ComplianceGracePeriodExpirationDateTime!.Value));
        Assert.Equal(("red", 12345678901L, 0.5, true), (entity["colour"], entity["big"], entity["half"], entity["yes"]));
        Assert.Equal([1L, "two", null], Assert.IsType<List<object?>>(entity["list"]));

        // A text that looks like a date stays a text where the schema does not say that it is one.
        Dictionary<string, object?> nested = Assert.IsType<Dictionary<string, object?>>(entity["nested"]);
        Assert.Equal("2026-01-31T00:00:00Z", Assert.IsType<Dictionary<string, object?>>(nested["a"])["b"]);
    }

    [Theory]
    [InlineData("""{"id":"a","lastReportedDateTime":"soon","platform":99999999999,"status":7}""")]
    [InlineData("""{"value":{"id":"a","lastReportedDateTime":"soon","platform":99999999999,"status":7}}""")]
    public void Read_value_that_does_not_fit_its_type_is_kept_as_it_came(string json)
    {
        StatusEntity entity = Read(json);

        Assert.Equal("a", entity.Id);
        Assert.Equal("soon", entity["LASTREPORTEDDATETIME"]);
        Assert.Equal(99999999999L, entity["platform"]);
        Assert.Equal(7L, entity["status"]);
        Assert.Null(entity.LastReportedDateTime);
    }

    [Fact]
    public void Read_property_without_a_name_is_left_out()
    {
        StatusEntity entity = Read("""{"":"x","id":"a","":{"a":[1]},"userName":"u","nested":{"":1,"b":2}}""");

        Assert.Equal(["id", "userName", "nested"], entity.Values.Select(static pair => pair.Key));
        Assert.Equal(["b"], Assert.IsType<Dictionary<string, object?>>(entity["nested"]).Keys);
    }

    [Fact]
    public void Read_property_called_value_does_not_hide_the_object() =>
        Assert.Equal("a", Read("""{"id":"a","value":{"id":"b"}}""").Id);

    [Theory]
    [InlineData("\"a\\u00e9\\ud83d\\ude00\\n\\\\\\\"\\/\"", "aé😀\n\\\"/")]
    [InlineData("\"Zoë 漢字 😀\"", "Zoë 漢字 😀")]
    [InlineData("\"\"", "")]
    public void Read_text_of_any_form_is_kept_as_it_came(string json, string expected)
    {
        StatusEntity entity = Read($$"""{"id":"a","userName":{{json}},"userPrincipalName":{{json}}}""");

        Assert.Equal((expected, expected), (entity.UserName, entity.UserPrincipalName));
    }

    [Fact]
    public void Read_half_of_a_surrogate_pair_is_kept() =>
        Assert.Equal("\ud800", Read("""{"id":"a","userName":"\ud800"}""").UserName);

    [Fact]
    public void Read_bytes_that_are_no_UTF8_become_replacement_characters()
    {
        byte[] json = [.. "{\"id\":\"a\",\"userName\":\"x"u8, 0xFF, .. "y\"}"u8];

        Assert.Equal("x\uFFFDy", EntityReader.Read(json, GraphSchema.IosUpdateDeviceStatus, null)!.UserName);
    }

    [Fact]
    public void Read_byte_order_mark_is_ignored()
    {
        byte[] json = [.. Encoding.UTF8.Preamble, .. "{\"value\":{\"id\":\"a\"}}"u8];

        Assert.Equal("a", EntityReader.Read(json, GraphSchema.IosUpdateDeviceStatus, null)!.Id);
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("1e3", 1000.0)]
    [InlineData("-0.5", -0.5)]
    [InlineData("1e400", double.PositiveInfinity)]
    public void Read_number_of_an_unknown_property_keeps_its_value(string json, object expected) =>
        Assert.Equal(expected, Read($$"""{"id":"a","other":{{json}}}""")["other"]);

    [Fact]
    public void Read_whole_number_beyond_64_bits_keeps_every_digit() =>
        Assert.Equal(
            BigInteger.Parse("123456789012345678901234567890", CultureInfo.InvariantCulture),
            Read("""{"id":"a","other":123456789012345678901234567890}""")["other"]);

    [Theory]
    [InlineData("2026-01-31T12:00Z")]
    [InlineData("2026-01-31T12:00:00.1Z")]
    [InlineData("2026-01-31T12:00:00.1234567+05:30")]
    [InlineData("2026-01-31T12:00:00.12345678Z")]
    [InlineData("2026-01-31T12:00:00.00000000000001-08:00")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    [InlineData("2026-01-31T12:00:00")]
    [InlineData("2026-01-31")]
    [InlineData("2026-01-31T12:00:00z")]
    [InlineData("31 Jan 2026 12:00 +01:00")]
    public void Read_date_is_the_one_that_the_converter_reads(string text)
    {
        DateTimeOffset date = Read($$"""{"id":"a","lastReportedDateTime":"{{text}}"}""").LastReportedDateTime!.Value;

        Assert.True(date.EqualsExact(PropertyConverter.ParseDate("date", text)));
    }

    [Theory]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+02:00")]
    [InlineData("2026-01-31T25:00:00Z")]
    [InlineData("")]
    public void Read_date_that_does_not_exist_stays_a_text(string text) =>
        Assert.Equal(text, Read($$"""{"id":"a","lastReportedDateTime":"{{text}}"}""")["lastReportedDateTime"]);

    [Fact]
    public void Read_objects_of_several_layouts_in_one_page_each_keep_their_own_properties()
    {
        string[] objects =
        [
            """{"id":"1","status":"error","userName":"a"}""",
            """{"id":"2","status":"error","userName":"a"}""",
            """{"id":"3","status":"error"}""",
            """{"@odata.type":"#x","id":"4","userName":null,"status":"error","colour":"red"}""",
            """{"id":"5","status":"error","userName":"b","extra":{"k":[1,{"m":null}]}}""",
            """{}""",
            """{"\u0069d":"7","status":"error","userName":"a"}""",
            """{"id":"8","id":"9","STATUS":"error"}""",
        ];
        byte[] json = Encoding.UTF8.GetBytes($$"""{"value":[{{string.Join(',', objects)}}],"@odata.nextLink":"https://x/y"}""");
        JsonTokenReader reader = new(json);
        reader.Read();

        GraphPageBody page = GraphPageBody.Read(ref reader, RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null), new TextCache());

        Assert.Equal("https://x/y", page.NextLink);
        Assert.Equal(
            [
                "id=1,status=error,userName=a", "id=2,status=error,userName=a", "id=3,status=error",
                "id=4,userName=,status=error,colour=red",
                "id=5,status=error,userName=b,extra=System.Collections.Generic.Dictionary`2[System.String,System.Object]", string.Empty,
                "id=7,status=error,userName=a", "id=8,id=9,status=error",
            ],
            page.Items!.Select(entity => string.Join(',', entity.Values.Select(pair => $"{pair.Key}={pair.Value}"))));
        Assert.Same(page.Items![0].Status, page.Items[4].Status);
    }

    [Theory]
    [InlineData("""{"id":"a","userName":"b" """)]
    [InlineData("""[{"id":"a"}]""")]
    [InlineData("\"text\"")]
    [InlineData("<html></html>")]
    public void Read_what_is_no_whole_object_returns_null(string text) =>
        Assert.Null(EntityReader.Read(Encoding.UTF8.GetBytes(text), GraphSchema.IosUpdateDeviceStatus, null));

    [Fact]
    public void Read_number_of_a_thousand_digits_is_no_object() =>
        Assert.Null(
            EntityReader.Read(Encoding.UTF8.GetBytes($$"""{"id":{{new string('1', 1000)}}}"""), GraphSchema.IosUpdateDeviceStatus, null));

    [Fact]
    public void Read_object_of_any_names_and_values_equals_what_another_reader_finds()
    {
        Random random = new(4711);
        string[] names = ["id", "status", "Status", "userName", "platform", "deviceModel", "colour", "@odata.etag", "x y", "é"];
        for (int i = 0; i < 300; i++)
        {
            Dictionary<string, object?> values = [];
            foreach (string name in names.OrderBy(_ => random.Next()).Take(random.Next(1, names.Length)))
            {
                values[name] = random.Next(5) switch
                {
                    0 => null,
                    1 => random.Next(),
                    2 => random.NextDouble(),
                    3 => random.Next(2) == 0,
                    _ => new string((char)random.Next(1, 0xD7FF), random.Next(200)),
                };
            }

            StatusEntity entity = Read(JsonConvert.SerializeObject(values));

            Assert.Equal(
                values.Select(pair => KeyValuePair.Create<string, object?>(pair.Key == "Status" ? "status" : pair.Key, pair.Value)),
                entity.Values.Select(
                    pair => KeyValuePair.Create<string, object?>(pair.Key, pair.Value is long number ? (int)number : pair.Value)));
        }
    }

    private static StatusEntity Read(string json) =>
        EntityReader.Read(Encoding.UTF8.GetBytes(json), GraphSchema.IosUpdateDeviceStatus, null)!;
}
