using System.Globalization;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>A page of a report action: <c>{TotalRowCount, Schema:[{Column, PropertyType}], Values:[[…]]}</c>.</summary>
/// <param name="TotalRowCount">The total number of rows of the report.</param>
/// <param name="Rows">The rows of this page.</param>
internal sealed record ReportTable(int TotalRowCount, IReadOnlyList<ReportRow> Rows)
{
    /// <summary>Reads a page. The columns may be in any order; their names must be unique.</summary>
    /// <exception cref="ReportFailedException">The body has another form.</exception>
    internal static ReportTable Read(JObject? body)
    {
        if (body?["Schema"] is not JArray schema || body["Values"] is not JArray values)
        {
            throw new ReportFailedException(
                "The report action returned no table with Schema and Values. A proxy may have responded; check the endpoint.");
        }

        string[] names = [.. schema.Select(static column => ((column as JObject)?["Column"] as JValue)?.Value as string ?? string.Empty)];
        if (names.Length == 0 || names.Contains(string.Empty) || names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Length)
        {
            throw new ReportFailedException("The schema of the report is not usable: a column has no name, or two have the same name.");
        }

        ReportHeader header = new(names);
        List<ReportRow> rows = new(values.Count);
        foreach (JToken value in values)
        {
            if (value is not JArray cells || cells.Count != names.Length)
            {
                throw new ReportFailedException(FormattableString.Invariant(
                    $"Row {rows.Count + 1} of the report does not have the {names.Length} cells that its schema names."));
            }

            rows.Add(new ReportRow(header, [.. cells.Select(Text)]));
        }

        return body[nameof(TotalRowCount)] is JValue { Value: long total and >= 0 }
            ? new ReportTable((int)Math.Min(total, int.MaxValue), rows)
            : throw new ReportFailedException("The report action returned no TotalRowCount, so that its end cannot be known.");
    }

    /// <summary>Whether another page has the same rows.</summary>
    internal bool IsSameAs(ReportTable other) =>
        Rows.Count == other.Rows.Count
            && Rows.Zip(other.Rows).All(static pair => pair.First.Values.SequenceEqual(pair.Second.Values, StringComparer.Ordinal));

    private static string Text(JToken cell) => cell is JValue { Value: { } value }
        ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty
        : string.Empty;
}
