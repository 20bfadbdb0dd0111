using System.Text;
using DeviceStatus.Graph.IntuneReports;

namespace DeviceStatus.Graph.Tests.IntuneReports;

public sealed class ReportCsvTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_with_or_without_a_byte_order_mark_finds_the_first_column(bool withMark)
    {
        List<ReportRow> rows = await ReadAsync("DeviceName,UPN\nAnn's phone,ann@contoso.com\n", withMark);
        Assert.Equal("Ann's phone", Assert.Single(rows)["DeviceName"]);
    }

    [Fact]
    public async Task ReadAsync_quoted_cells_keep_commas_quotes_and_line_breaks()
    {
        List<ReportRow> rows = await ReadAsync("A,B\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r\n");
        Assert.Equal(("x, \"y\"", "two\nlines"), (rows[0]["A"], rows[0]["B"]));
    }

    [Fact]
    public async Task ReadAsync_empty_cell_is_no_value_and_unknown_columns_are_kept()
    {
        List<ReportRow> rows = await ReadAsync("DeviceName,NewColumn\n,7\n");
        Assert.Null(rows[0]["DeviceName"]);
        Assert.Null(rows[0]["NoSuchColumn"]);
        Assert.Equal("7", rows[0]["newcolumn"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A,B\n")]
    public async Task ReadAsync_without_rows_returns_nothing(string text) => Assert.Empty(await ReadAsync(text));

    [Theory]
    [InlineData("A,B\n1,2\n3\n", "Line 3")]
    [InlineData("A,B\n1,2,3\n", "Line 2")]
    public async Task ReadAsync_row_with_another_number_of_cells_names_the_line(string text, string line)
    {
        ReportFailedException error = await Assert.ThrowsAsync<ReportFailedException>(() => ReadAsync(text));
        Assert.StartsWith(line + " ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_cell_over_the_limit_fails()
    {
        await Assert.ThrowsAsync<ReportFailedException>(
            () => ReadAsync("A\n" + new string('x', 200) + "\n", limits: new ReportLimits { MaxCellLength = 100 }));
    }

    [Fact]
    public async Task ReadAsync_first_row_comes_before_the_file_is_read_to_its_end()
    {
        byte[] line = Encoding.UTF8.GetBytes("a device,ann@contoso.com\n");
        await using MemoryStream file = new([.. "A,B\n"u8, .. Enumerable.Repeat(line, 100_000).SelectMany(static bytes => bytes)]);
        await using IAsyncEnumerator<ReportRow> rows = ReportCsv.ReadAsync(file, new ReportLimits(), TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await rows.MoveNextAsync());
        Assert.InRange(file.Position, 1, 100_000);
    }

    private static async Task<List<ReportRow>> ReadAsync(string text, bool withMark = false, ReportLimits? limits = null)
    {
        byte[] bytes = [.. withMark ? Encoding.UTF8.GetPreamble() : [], .. Encoding.UTF8.GetBytes(text)];
        List<ReportRow> rows = [];
        await foreach (ReportRow row in ReportCsv.ReadAsync(
            new MemoryStream(bytes), limits ?? new ReportLimits(), TestContext.Current.CancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }
}
