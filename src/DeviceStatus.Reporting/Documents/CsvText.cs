using System.Buffers;
using System.Text;

namespace DeviceStatus.Reporting.Documents;

/// <summary>Cells of CSV as RFC 4180 has them, which no spreadsheet takes for a formula.</summary>
internal static class CsvText
{
    private static readonly char[] FormulaStarts = ['=', '+', '-', '@', '\t', '\r'];
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",;\r\n\t");

    /// <summary>Appends a cell.</summary>
    internal static void Append(StringBuilder output, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        // A line feed first is as dangerous: spreadsheets trim it.
        if (FormulaStarts.Contains(text[0]) || text[0] == '\n')
        {
            text = "'" + text;
        }

        if (text.AsSpan().IndexOfAny(Quoted) < 0)
        {
            output.Append(text);
            return;
        }

        output.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
