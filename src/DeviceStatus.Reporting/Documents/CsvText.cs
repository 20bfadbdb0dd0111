using System.Buffers;
using System.Text;

namespace DeviceStatus.Reporting.Documents;

/// <summary>Writes CSV cells according to RFC 4180, escaped so that a spreadsheet does not read them as formulas.</summary>
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

        // A leading line feed is also escaped, because spreadsheets trim it.
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
