using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Build.Tests;

/// <summary>The tables of the benchmarks in the pages of the repository.</summary>
public sealed class ReadmeTablesTests
{
    private const string Quota =
        "### Quota\n\n| What | took |\n| ---- | ---: |\n| alone | 1 s |\n\n- Alone, 1.02 or less: **1.01**, reached.\n- A note.\n";
    private const string Start = "### Start\r\n\r\n| What |\r\n| --- |\r\n| import |\r\n\r\n- Import, 40 ms: **50 ms**, MISSED.\r\n";

    private static readonly Dictionary<string, string> Reports = new() { ["quota"] = Quota, ["zero-latency"] = Start };

    [Theory]
    [InlineData(
        "<!-- bench quota -->\nold\n<!-- /bench -->",
        "<!-- bench quota -->\nstamp\n\n### Quota\n\n| What | took |\n| ---- | ---: |\n| alone | 1 s |\n"
        + "\n- Alone, 1.02 or less: **1.01**, reached.\n- A note.\n<!-- /bench -->")]
    [InlineData(
        "<!-- bench-table quota -->\n<!-- /bench -->",
        "<!-- bench-table quota -->\nstamp\n\n**Quota**\n\n| What | took |\n| ---- | ---: |\n| alone | 1 s |\n<!-- /bench -->")]
    [InlineData(
        "<!-- bench-targets quota,zero-latency --><!-- /bench -->",
        "<!-- bench-targets quota,zero-latency -->\nstamp\n\n- Quota. Alone, 1.02 or less: **1.01**, reached.\n"
        + "- Start. Import, 40 ms: **50 ms**, MISSED.\n<!-- /bench -->")]
    public void Update_writes_the_table_of_the_mark(string page, string expected) =>
        Assert.Equal($"before\n{expected}\nafter", ReadmeTables.Update($"before\n{page}\nafter", Reports, "stamp"));

    [Theory]
    [InlineData("<!-- bench memory -->\nold\n<!-- /bench -->")]
    [InlineData("<!-- bench-targets quota,memory -->\nold\n<!-- /bench -->")]
    [InlineData("<!-- bench quota -->\nwithout an end")]
    [InlineData("no mark")]
    public void Update_leaves_what_did_not_run(string page) => Assert.Equal(page, ReadmeTables.Update(page, Reports, "stamp"));

    [Fact]
    public void Update_again_replaces_what_it_wrote()
    {
        const string Page = "a\n<!-- bench quota -->\n<!-- /bench -->\nb\n<!-- bench-table quota -->\n<!-- /bench -->\nc";

        string once = ReadmeTables.Update(Page, Reports, "first");

        Assert.Equal(ReadmeTables.Update(Page, Reports, "second"), ReadmeTables.Update(once, Reports, "second"));
    }
}
