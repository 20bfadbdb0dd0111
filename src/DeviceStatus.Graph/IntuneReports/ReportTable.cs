using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>One page of a report action: <c>{TotalRowCount, Schema:[{Column, PropertyType}], Values:[[…]]}</c>.</summary>
/// <param name="TotalRowCount">How many rows the report has in all.</param>
/// <param name="Rows">The rows of this page.</param>
internal sealed record ReportTable(int TotalRowCount, IReadOnlyList<ReportRow> Rows)
{
    /// <summary>Reads a page.</summary>
    /// <exception cref="ReportFailedException">The body has another form.</exception>
    internal static ReportTable Read(JObject? body)
    {
        if (body?["Schema"] is not JArray schema || body["Values"] is not JArray values)
        {
            throw new ReportFailedException("The report action returned no table with Schema and Values. A proxy may have responded; check the endpoint.");
        }

        ReportHeader header = new([.. schema.Select(column => (column as JObject)?["Column"]?.ToString() ?? string.Empty)]);
        List<ReportRow> rows = new(values.Count);
        foreach (JToken value in values)
        {
            if (value is not JArray cells || cells.Count != header.Names.Count)
            {
                throw new ReportFailedException(FormattableString.Invariant(
                    $"Row {rows.Count + 1} of the report does not have the {header.Names.Count} cells that its schema names."));
            }

            rows.Add(new ReportRow(header, [.. cells.Select(Text)]));
        }

        return new ReportTable((body[nameof(TotalRowCount)] as JValue)?.Value is long total ? (int)Math.Min(total, int.MaxValue) : rows.Count, rows);
    }

    private static string Text(JToken cell) => cell is JValue { Value: { } value }
        ? System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty
        : string.Empty;
}
