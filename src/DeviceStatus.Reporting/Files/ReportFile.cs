using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Files;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Html;

namespace DeviceStatus.Reporting.Files;

/// <summary>Writes a report of any format to a file.</summary>
public static class ReportFile
{
    /// <summary>The format of a file name extension.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The name of the format; <c>Html</c> for an unknown extension.</returns>
    public static string FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".MD" or ".MARKDOWN" => nameof(ReportFormat.Markdown),
        ".JSON" => nameof(ReportFormat.Json),
        ".CSV" => nameof(ReportFormat.Csv),
        _ => nameof(ReportFormat.Html),
    };

    /// <summary>Appends a report to a file that others write to as well, such as the summary of a step in GitHub Actions.</summary>
    /// <param name="path">The file; it is created if it does not exist.</param>
    /// <param name="options">The options of the report.</param>
    /// <param name="content">The content of the report.</param>
    /// <param name="cancellationToken">Cancels the operation; nothing is appended then.</param>
    public static async Task AppendMarkdownAsync(
        string path, ReportOptions options, ReportContent content, CancellationToken cancellationToken)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        await MarkdownReport.WriteAsync(text, options, content, cancellationToken).ConfigureAwait(false);

        // A Markdown heading needs an empty line before it.
        bool isBehindText = new FileInfo(path) is { Exists: true, Length: > 0 };
        await File.AppendAllTextAsync(path, (isBehindText ? "\n" : string.Empty) + text, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a report. The file gets its name when it is complete, and only its owner can read it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The name of the format.</param>
    /// <param name="options">The options of the report.</param>
    /// <param name="content">The content of the report.</param>
    /// <param name="overwrite">Whether a file of that name is replaced.</param>
    /// <param name="cancellationToken">Cancels the operation; the file is then not changed.</param>
    public static async Task WriteAsync(
        string path, string format, ReportOptions options, ReportContent content, bool overwrite, CancellationToken cancellationToken)
    {
        ReportFormat chosen = Enum.Parse<ReportFormat>(format, ignoreCase: true);
        using ReplacementFile file = ReplacementFile.Create(path);

        // Excel reads a CSV file as UTF-8 only if it starts with a byte order mark.
        UTF8Encoding encoding = new(encoderShouldEmitUTF8Identifier: chosen == ReportFormat.Csv);
        StreamWriter writer = new(file.Content, encoding, bufferSize: 64 * 1024, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            Task written = chosen switch
            {
                ReportFormat.Markdown => MarkdownReport.WriteAsync(writer, options, content, cancellationToken),
                ReportFormat.Json => JsonReport.WriteAsync(writer, options, content, cancellationToken),
                ReportFormat.Csv => CsvReport.WriteAsync(writer, content, cancellationToken),
                _ => HtmlReport.WriteAsync(writer, options, content, cancellationToken),
            };
            await written.ConfigureAwait(false);
        }

        file.Commit(overwrite);
    }
}
