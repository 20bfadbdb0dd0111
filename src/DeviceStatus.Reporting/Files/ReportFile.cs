using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Files;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Html;

namespace DeviceStatus.Reporting.Files;

/// <summary>Writes a report of any format to a file.</summary>
public static class ReportFile
{
    /// <summary>The format that the name of a file implies.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The name of the format; <c>Html</c> for an extension that implies none.</returns>
    public static string FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".MD" or ".MARKDOWN" => nameof(ReportFormat.Markdown),
        ".JSON" => nameof(ReportFormat.Json),
        ".CSV" => nameof(ReportFormat.Csv),
        _ => nameof(ReportFormat.Html),
    };

    /// <summary>Appends a report to a file that others write to as well, such as the summary of a step in GitHub Actions.</summary>
    /// <param name="path">The file; it is created when it is not there.</param>
    /// <param name="options">What stands at the head.</param>
    /// <param name="content">What the report is made of.</param>
    /// <param name="cancellationToken">Stops the work; nothing is appended then.</param>
    public static async Task AppendMarkdownAsync(
        string path, ReportOptions options, ReportContent content, CancellationToken cancellationToken)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        await MarkdownReport.WriteAsync(text, options, content, cancellationToken).ConfigureAwait(false);

        // A heading is one only behind an empty line.
        bool isBehindText = new FileInfo(path) is { Exists: true, Length: > 0 };
        await File.AppendAllTextAsync(path, (isBehindText ? "\n" : string.Empty) + text, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a report. The file appears under its name when it is complete, and only its owner can read it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The name of the format.</param>
    /// <param name="options">What stands at the head.</param>
    /// <param name="content">What the report is made of.</param>
    /// <param name="overwrite">Whether a file of that name is replaced.</param>
    /// <param name="cancellationToken">Stops the writing; the file then stays as it was.</param>
    public static async Task WriteAsync(
        string path, string format, ReportOptions options, ReportContent content, bool overwrite, CancellationToken cancellationToken)
    {
        ReportFormat chosen = Enum.Parse<ReportFormat>(format, ignoreCase: true);
        using ReplacementFile file = ReplacementFile.Create(path);

        // Excel takes a CSV file for UTF-8 only when it begins with the byte order mark.
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
