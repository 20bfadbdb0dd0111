using DeviceStatus.Graph.IntuneReports;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.IntuneReports;

public sealed class ReportTableTests
{
    [Fact]
    public void Read_columns_in_any_order_are_found_by_name()
    {
        ReportTable table = Read("""
            {"TotalRowCount":7,
             "Schema":[{"Column":"ReportStatus","PropertyType":"String"},
                       {"Column":"PolicyStatus","PropertyType":"Int32"},{"Column":"DeviceName"}],
             "Values":[["Error",5,"Ann's phone"],[null,2,""]],"SessionId":""}
            """);
        Assert.Equal(7, table.TotalRowCount);
        Assert.Equal(
            ("Ann's phone", "5", "Error"), (table.Rows[0]["DeviceName"], table.Rows[0]["policystatus"], table.Rows[0]["ReportStatus"]));
        Assert.Equal((null, "2", null), (table.Rows[1]["DeviceName"], table.Rows[1]["PolicyStatus"], table.Rows[1]["ReportStatus"]));
    }

    [Theory]
    [InlineData("""{"value":[]}""", "Schema and Values")]
    [InlineData("""{"TotalRowCount":1,"Schema":[],"Values":[]}""", "schema")]
    [InlineData("""{"TotalRowCount":1,"Schema":[{"Column":"A"},{"Column":"a"}],"Values":[]}""", "same name")]
    [InlineData("""{"TotalRowCount":1,"Schema":[{"Column":"A"},{"PropertyType":"String"}],"Values":[]}""", "no name")]
    [InlineData("""{"TotalRowCount":1,"Schema":[{"Column":"A"}],"Values":[["x"],["x","y"]]}""", "Row 2")]
    [InlineData("""{"TotalRowCount":1,"Schema":[{"Column":"A"}],"Values":["x"]}""", "Row 1")]
    [InlineData("""{"Schema":[{"Column":"A"}],"Values":[["x"]]}""", "TotalRowCount")]
    [InlineData("""{"TotalRowCount":-1,"Schema":[{"Column":"A"}],"Values":[["x"]]}""", "TotalRowCount")]
    public void Read_other_form_says_what_is_wrong(string json, string says)
    {
        ReportFailedException error = Assert.Throws<ReportFailedException>(() => Read(json));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_no_body_is_refused() => Assert.Throws<ReportFailedException>(() => ReportTable.Read(null));

    private static ReportTable Read(string json) => ReportTable.Read(JObject.Parse(json));
}
