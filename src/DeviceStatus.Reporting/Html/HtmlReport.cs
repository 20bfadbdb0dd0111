using System.Text;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Html;

/// <summary>
/// A report in one HTML file that needs nothing beside it: it loads nothing, sends nothing, and its summary can be read without script.
/// </summary>
public static class HtmlReport
{
    private const int FlushAt = 64 * 1024;

    /// <summary>Writes a report of rows alone.</summary>
    /// <param name="output">Where the file goes; it is flushed and stays open.</param>
    /// <param name="options">What stands at its head.</param>
    /// <param name="rows">The rows, in the order in which the table shows them first.</param>
    /// <param name="cancellationToken">Stops the writing; the file is then incomplete.</param>
    /// <returns>The figures that the report shows.</returns>
    public static Task<StatusSummary> WriteAsync(
        TextWriter output, ReportOptions options, IAsyncEnumerable<ReportRow> rows, CancellationToken cancellationToken) =>
        WriteAsync(output, options, new ReportContent { Rows = rows }, cancellationToken);

    /// <summary>
    /// Writes a report. Rows are written as they come and are not kept: they stand, as data that no reader sees, before the summary that
    /// is counted from them. The file is to be encoded as UTF-8.
    /// </summary>
    /// <param name="output">Where the file goes; it is flushed and stays open.</param>
    /// <param name="options">What stands at its head.</param>
    /// <param name="content">What it is made of.</param>
    /// <param name="cancellationToken">Stops the writing; the file is then incomplete.</param>
    /// <returns>The figures that the report shows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The grace days are out of range.</exception>
    /// <exception cref="OperationCanceledException">The writing was stopped.</exception>
    public static async Task<StatusSummary> WriteAsync(
        TextWriter output, ReportOptions options, ReportContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(content);
        ReportFigures figures = new(options);
        StringBuilder buffer = new(FlushAt * 2);
        using RowDataWriter data = new(buffer);

        ReportTemplate.Fill(ReportTemplate.Head, ReportView.Head(options), buffer);
        data.Begin();
        await foreach (ReportRow row in content.Rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            figures.Add(row);
            data.Add(row);
            if (buffer.Length >= FlushAt)
            {
                await FlushAsync(output, buffer, cancellationToken).ConfigureAwait(false);
            }
        }

        data.End(figures.All.Summary);
        ReportTemplate.Fill(ReportTemplate.Body, new ReportView(options, content, figures).Body(), buffer);
        await FlushAsync(output, buffer, cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return figures.All.Summary;
    }

    private static async Task FlushAsync(TextWriter output, StringBuilder buffer, CancellationToken cancellationToken)
    {
        await output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        buffer.Clear();
    }
}
