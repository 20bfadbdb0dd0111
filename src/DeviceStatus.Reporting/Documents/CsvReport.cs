using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Reporting.Documents;

/// <summary>A report as CSV: a line for each row, changes first. Excel opens it without an import.</summary>
public static class CsvReport
{
    private static readonly (string Name, Func<ReportRow, string?> Value)[] Columns =
    [
        ("Change", row => row.Change),
        ("Connection", row => row.Connection),
        ("PolicyKind", row => row.PolicyKind),
        ("PolicyName", row => row.PolicyName),
        ("PolicyId", row => row.ParentId),
        ("DeviceDisplayName", row => row.DeviceDisplayName),
        ("UserName", row => row.UserName),
        ("UserPrincipalName", row => row.UserPrincipalName),
        ("Result", row => row.Count == 0 ? null : StatusWord.Of(row).ToString()),
        ("Status", row => row.Status),
        ("InstallStatus", row => row.InstallStatus),
        ("Before", row => row.Before),
        ("Count", row => row.Count.ToString(CultureInfo.InvariantCulture)),
        ("DeviceModel", row => row.DeviceModel),
        ("OsVersion", row => row.OsVersion),
        ("ComplianceGracePeriodExpirationDateTime", row => Date(row.ComplianceGracePeriodExpirationDateTime)),
        ("LastReportedDateTime", row => Date(row.LastReportedDateTime)),
        ("Row", row => row.Row?.ToString(CultureInfo.InvariantCulture)),
        ("Operation", row => row.Operation),
        ("Outcome", row => row.Outcome),
        ("ErrorId", row => row.ErrorId),
        ("Reason", row => row.Reason),
        ("Noun", row => row.Noun),
        ("Id", row => row.Id),
    ];

    /// <summary>
    /// Writes the report. The file must be encoded as UTF-8 with a byte order mark, so that Excel recognizes the encoding.
    /// </summary>
    /// <param name="output">The writer of the report. It is flushed and not closed.</param>
    /// <param name="content">The content of the report.</param>
    /// <param name="cancellationToken">Cancels the operation; the file is then incomplete.</param>
    public static async Task WriteAsync(TextWriter output, ReportContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(content);
        StringBuilder line = new();
        line.AppendJoin(',', Columns.Select(column => column.Name)).Append("\r\n");
        foreach (ReportRow row in content.Gone)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Append(line, row);
        }

        await foreach (ReportRow row in content.Rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            Append(line, row);
            if (line.Length > 32 * 1024)
            {
                await output.WriteAsync(line, cancellationToken).ConfigureAwait(false);
                line.Clear();
            }
        }

        await output.WriteAsync(line, cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void Append(StringBuilder line, ReportRow row)
    {
        for (int i = 0; i < Columns.Length; i++)
        {
            if (i > 0)
            {
                line.Append(',');
            }

            CsvText.Append(line, Columns[i].Value(row));
        }

        line.Append("\r\n");
    }

    private static string? Date(DateTimeOffset? date) =>
        !GracePeriod.IsStated(date) ? null : PropertyConverter.FormatDate(date.Value.ToUniversalTime());
}
