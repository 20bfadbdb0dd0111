namespace DeviceStatus.Graph.IntuneReports;

/// <summary>A row of a report, with the columns of the file.</summary>
public sealed class ReportRow
{
    private readonly ReportHeader _header;
    private readonly string[] _values;

    internal ReportRow(ReportHeader header, string[] values)
    {
        _header = header;
        _values = values;
    }

    /// <summary>The header, which all rows of a file share.</summary>
    internal ReportHeader Header => _header;

    /// <summary>The columns, in the order of the file.</summary>
    public IReadOnlyList<string> Columns => _header.Names;

    /// <summary>The texts, in the order of the columns. A cell without text is an empty text.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>The text of a column.</summary>
    /// <param name="column">The name, in any case.</param>
    /// <returns>The text, or <see langword="null"/> when the report has no such column or the cell is empty.</returns>
    public string? this[string column] =>
        _header.IndexOf(column) is >= 0 and int index && _values[index].Length > 0 ? _values[index] : null;
}
