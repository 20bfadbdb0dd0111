using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Text;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Summaries;
using Newtonsoft.Json;

namespace DeviceStatus.Reporting.Html;

/// <summary>
/// Writes rows as the compact JSON that the page reads. A row is an array: its meaning, then one cell for each column. 0 is an empty cell.
/// A text cell is the text at its first occurrence in a column, and then its number in the column, from 1. A date is in seconds since 1970;
/// -1 means never.
/// </summary>
internal sealed class RowDataWriter : IDisposable
{
    // Limits the memory. The page numbers every text that it reads, so a text may be repeated without a number.
    private const int MaxRemembered = 10_000;

    private readonly Dictionary<string, int>[] _seen =
        [.. ReportColumn.All.Select(_ => new Dictionary<string, int>(StringComparer.Ordinal))];
    private readonly int[] _next = new int[ReportColumn.All.Count];
    private readonly JsonTextWriter _json;

    internal RowDataWriter(StringBuilder buffer)
    {
        // EscapeHtml also writes <, > and & as \u escapes: no value can end the script element or open a comment in it.
        _json = new JsonTextWriter(new StringWriter(buffer, CultureInfo.InvariantCulture))
        {
            StringEscapeHandling = StringEscapeHandling.EscapeHtml,
            AutoCompleteOnClose = false,
        };
    }

    internal void Begin()
    {
        _json.WriteStartObject();
        _json.WritePropertyName("columns");
        _json.WriteStartArray();
        foreach (ReportColumn column in ReportColumn.All)
        {
            _json.WriteObject(
                ("key", column.Key), ("label", column.Label), ("kind", column.Kind), ("show", column.Show), ("filter", column.HasFilter));
        }

        _json.WriteEndArray();
        _json.WritePropertyName("rows");
        _json.WriteStartArray();
    }

    internal void Add(ReportRow row)
    {
        _json.WriteStartArray();
        _json.WriteValue((int)StatusWord.Of(row));
        for (int i = 0; i < ReportColumn.All.Count; i++)
        {
            WriteCell(i, ReportColumn.All[i].Value(row));
        }

        _json.WriteEndArray();
    }

    internal void End(StatusSummary summary)
    {
        _json.WriteEndArray();
        _json.WritePropertyName("words");
        _json.WriteStartArray();
        SummaryProperty[] properties = [SummaryProperty.Outcome, SummaryProperty.Status, SummaryProperty.InstallStatus];
        foreach (StatusWord word in properties.SelectMany(summary.Counts).Select(count => StatusWord.Of(count.Value)).Distinct())
        {
            _json.WriteObject(
                ("value", TextSanitizer.EscapeControls(word.Value)), ("meaning", (int)word.Meaning),
                ("label", TextSanitizer.EscapeControls(word.Label)));
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => ((IDisposable)_json).Dispose();

    private void WriteCell(int column, object? value)
    {
        switch (value)
        {
            case DateTimeOffset date when GracePeriod.IsStated(date):
                _json.WriteValue(GracePeriod.IsNever(date) ? -1 : date.ToUnixTimeSeconds());
                break;
            case int number:
                _json.WriteValue(number);
                break;
            case string { Length: > 0 } text:
                WriteText(column, TextSanitizer.EscapeControls(text));
                break;
            default:
                _json.WriteValue(0);
                break;
        }
    }

    private void WriteText(int column, string text)
    {
        Dictionary<string, int> seen = _seen[column];
        if (seen.TryGetValue(text, out int number))
        {
            _json.WriteValue(number);
            return;
        }

        _json.WriteValue(text);
        _next[column]++;
        if (seen.Count < MaxRemembered)
        {
            seen[text] = _next[column];
        }
    }
}
