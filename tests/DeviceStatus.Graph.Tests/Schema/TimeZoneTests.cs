using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Identity;

namespace DeviceStatus.Graph.Tests.Schema;

/// <summary>The zone of the machine is set once in a process, so each zone has a process of its own.</summary>
public sealed class TimeZoneTests
{
    [Theory]
    [InlineData("Asia/Tokyo", "2026-01-31T13:45:00+09:00")]
    [InlineData("America/St_Johns", "2026-01-31T13:45:00-03:30")]
    public async Task FromDateTime_only_a_date_without_a_kind_uses_the_time_zone_of_the_machine(string zone, string wire)
    {
        if (!OperatingSystem.IsWindows())
        {
            await ChildProcess.RunAsync<TimeZoneTests>(nameof(Child_in_a_zone), ("TZ", zone), ("DEVICESTATUS_TEST_WIRE", wire));
        }
    }

    /// <summary>The process with a zone of its own. It runs only when asked for by name.</summary>
    [Fact(Explicit = true)]
    public void Child_in_a_zone()
    {
        Assert.Equal(
            Environment.GetEnvironmentVariable("DEVICESTATUS_TEST_WIRE"),
            PropertyConverter.FormatDate(PropertyConverter.FromDateTime(new DateTime(2026, 1, 31, 13, 45, 0))));
        Assert.Equal("2026-01-31T13:45:00Z", PropertyConverter.FormatDate(PropertyConverter.ParseDate("D", "2026-01-31T13:45:00")));
        Assert.Equal(
            "2026-01-31T13:45:00-08:00", PropertyConverter.FormatDate(PropertyConverter.ParseDate("D", "2026-01-31T13:45:00-08:00")));
        Assert.Equal(
            "9999-12-31T23:59:59.9999999Z", PropertyConverter.FormatDate(PropertyConverter.ParseDate("D", "9999-12-31T23:59:59.9999999Z")));
        Assert.Equal("9999-12-31T23:59:59.9999999Z", PropertyConverter.FormatDate(PropertyConverter.FromDateTime(DateTime.MaxValue)));
        Assert.Equal("0001-01-01T00:00:00Z", PropertyConverter.FormatDate(PropertyConverter.FromDateTime(DateTime.MinValue)));
    }
}
