using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>Reads the CSV file of a report row by row: UTF-8 with or without a byte order mark, columns in any order.</summary>
internal static class ReportCsv
{
    /// <summary>Reads the rows.</summary>
    /// <param name="csv">The file.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ReportFailedException">A row does not have as many cells as the header, or the file is not valid CSV.</exception>
    internal static async IAsyncEnumerable<ReportRow> ReadAsync(
        Stream csv, ReportLimits limits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CsvConfiguration configuration = new(CultureInfo.InvariantCulture)
        {
            MaxFieldSize = limits.MaxCellLength,
            BadDataFound = null,
            IgnoreBlankLines = true,
        };
        using StreamReader text = new(csv, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        using CsvParser parser = new(text, configuration, leaveOpen: true);
        if (!await ReadRowAsync(parser).ConfigureAwait(false))
        {
            yield break;
        }

        ReportHeader header = new(parser.Record!);
        while (await ReadRowAsync(parser).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string[] values = parser.Record!;
            if (values.Length != header.Names.Count)
            {
                throw new ReportFailedException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Line {parser.RawRow} of the report has {values.Length} cells, but the header has {header.Names.Count}. "
                        + $"The file is damaged; export the report again."));
            }

            yield return new ReportRow(header, values);
        }
    }

    private static async Task<bool> ReadRowAsync(CsvParser parser)
    {
        try
        {
            return await parser.ReadAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CsvHelperException or InvalidDataException)
        {
            throw new ReportFailedException(
                FormattableString.Invariant($"The report cannot be read after line {parser.RawRow}. Export the report again."), exception);
        }
    }
}
