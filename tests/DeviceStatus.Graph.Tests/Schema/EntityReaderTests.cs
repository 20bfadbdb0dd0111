using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Schema;

public sealed class EntityReaderTests
{
    [Fact]
    public void Known_properties_are_typed_and_unknown_ones_kept_in_the_services_order()
    {
        StatusEntity entity = Read("""
            {"@odata.context":"x","@odata.type":"#microsoft.graph.iosUpdateDeviceStatus","id":"a","Status":"brandNew","platform":5,
             "lastReportedDateTime":"2017-01-01T00:02:49.3205976-08:00","complianceGracePeriodExpirationDateTime":"9999-12-31T23:59:59.9999999Z",
             "userName":null,"colour":"red","big":12345678901,"half":0.5,"yes":true,"list":[1,"two",null],"nested":{"a":{"b":"2026-01-31T00:00:00Z"}}}
            """);

        Assert.Equal(
            ["id", "status", "platform", "lastReportedDateTime", "complianceGracePeriodExpirationDateTime", "userName", "colour", "big", "half", "yes", "list", "nested"],
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
    public void What_does_not_fit_its_type_is_kept_as_it_came_bare_or_wrapped(string json)
    {
        StatusEntity entity = Read(json);

        Assert.Equal("a", entity.Id);
        Assert.Equal("soon", entity["LASTREPORTEDDATETIME"]);
        Assert.Equal(99999999999L, entity["platform"]);
        Assert.Equal(7L, entity["status"]);
        Assert.Null(entity.LastReportedDateTime);
    }

    [Fact]
    public void A_property_called_value_does_not_hide_the_object() =>
        Assert.Equal("a", Read("""{"id":"a","value":{"id":"b"}}""").Id);

    private static StatusEntity Read(string json)
    {
        using JsonTextReader reader = GraphJson.Reader(GraphJson.Utf8.GetBytes(json));
        return EntityReader.Read((JObject)JToken.ReadFrom(reader), GraphSchema.IosUpdateDeviceStatus, null);
    }
}
