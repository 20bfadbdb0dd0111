using DeviceStatus.Graph.Requests;
using Newtonsoft.Json;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>The report, filter and columns of an export job.</summary>
public sealed record ExportJobRequest
{
    /// <summary>The maximum length of a report name and of a filter at the service.</summary>
    public const int MaxTextLength = 2000;

    /// <summary>The maximum number of columns at the service.</summary>
    public const int MaxColumns = 256;

    /// <summary>The name of the report, in the service's spelling.</summary>
    public required string ReportName { get; init; }

    /// <summary>A filter in the report's own syntax, for example <c>(PolicyId eq '…')</c>; <see langword="null"/> for all rows.</summary>
    public string? Filter { get; init; }

    /// <summary>The columns; empty for the report's default.</summary>
    public IReadOnlyList<string> Select { get; init; } = [];

    /// <summary>Checks the limits of the service.</summary>
    /// <exception cref="ArgumentException">A limit is exceeded; the message names it.</exception>
    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(ReportName) || ReportName.Length > MaxTextLength)
        {
            throw new ArgumentException($"A report name has 1 to {MaxTextLength} characters.");
        }

        if (Filter?.Length > MaxTextLength)
        {
            throw new ArgumentException($"A report filter has at most {MaxTextLength} characters; this one has {Filter.Length}.");
        }

        if (Select.Count > MaxColumns)
        {
            throw new ArgumentException($"A report takes at most {MaxColumns} columns; these are {Select.Count}.");
        }
    }

    /// <summary>The body of the POST.</summary>
    /// <param name="withSelect">Whether to include the columns; some reports refuse them.</param>
    internal ReadOnlyMemory<byte> BodyBytes(bool withSelect)
    {
        MemoryStream stream = new(512);
        using (JsonTextWriter writer = GraphJson.Writer(stream))
        {
            writer.WriteStartObject();
            Write(writer, "reportName", ReportName);
            if (!string.IsNullOrEmpty(Filter))
            {
                Write(writer, "filter", Filter);
            }

            if (withSelect && Select.Count > 0)
            {
                writer.WritePropertyName("select", escape: false);
                writer.WriteStartArray();
                foreach (string column in Select)
                {
                    writer.WriteValue(column);
                }

                writer.WriteEndArray();
            }

            Write(writer, "format", "csv");

            // A second column X_loc contains the text of an enumeration X, whose numbers are not documented.
            Write(writer, "localizationType", "localizedValuesAsAdditionalColumn");
            writer.WriteEndObject();
        }

        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    private static void Write(JsonTextWriter writer, string name, string value)
    {
        writer.WritePropertyName(name, escape: false);
        writer.WriteValue(value);
    }
}
