using System.Text;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Html;

/// <summary>
/// A report in one self-contained HTML file: it loads nothing, sends nothing, and its summary is readable without scripts.
/// </summary>
public static class HtmlReport
{
    private const int FlushAt = 64 * 1024;

    /// <summary>Writes a report of rows without further content.</summary>
    /// <param name="output">The writer of the file. It is flushed and not closed.</param>
    /// <param name="options">The options of the report.</param>
    /// <param name="rows">The rows, in the initial order of the table.</param>
    /// <param name="cancellationToken">Cancels the operation; the file is then incomplete.</param>
    /// <returns>The figures that the report shows.</returns>
    public static Task<StatusSummary> WriteAsync(
        TextWriter output, ReportOptions options, IAsyncEnumerable<ReportRow> rows, CancellationToken cancellationToken) =>
        WriteAsync(output, options, new ReportContent { Rows = rows }, cancellationToken);

    /// <summary>
    /// Writes a report. Rows are written as they are read and are not kept in memory: they are hidden data in the page before the summary,
    /// which is counted from them. The file must be encoded as UTF-8.
    /// </summary>
    /// <param name="output">The writer of the file. It is flushed and not closed.</param>
    /// <param name="options">The options of the report.</param>
    /// <param name="content">The content of the report.</param>
    /// <param name="cancellationToken">Cancels the operation; the file is then incomplete.</param>
    /// <returns>The figures that the report shows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The grace days are out of range.</exception>
    /// <exception cref="OperationCanceledException">The operation was cancelled.</exception>
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
