using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Reporting.Summaries;
using Newtonsoft.Json;

namespace DeviceStatus.Reporting.Documents;

/// <summary>A report as JSON: the figures, the changes, and every row. <c>schemaVersion</c> is 1.</summary>
public sealed class JsonReport
{
    private readonly JsonTextWriter _json;
    private readonly ReportOptions _options;
    private readonly ReportContent _content;

    private JsonReport(JsonTextWriter json, ReportOptions options, ReportContent content)
    {
        _json = json;
        _options = options;
        _content = content;
    }

    /// <summary>
    /// Writes the report. The rows are written last. Until the figures are known, they are stored in a temporary file that only this user
    /// can read.
    /// </summary>
    /// <param name="output">The writer of the report. It is flushed and not closed.</param>
    /// <param name="options">The options of the report.</param>
    /// <param name="content">The content of the report.</param>
    /// <param name="cancellationToken">Cancels the operation; the file is then incomplete.</param>
    public static async Task WriteAsync(
        TextWriter output, ReportOptions options, ReportContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(content);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("DeviceStatus-");
        try
        {
            string rows = Path.Combine(folder.FullName, "rows.json");
            ReportFigures figures = await WriteRowsAsync(rows, options, content, cancellationToken).ConfigureAwait(false);
            StringBuilder head = new();
            using (StringWriter text = new(head, CultureInfo.InvariantCulture))
            using (JsonTextWriter json = new(text) { Formatting = Formatting.Indented, Indentation = 1, AutoCompleteOnClose = false })
            {
                json.WriteStartObject();
                new JsonReport(json, options, content).WriteFigures(figures);
                json.WritePropertyName("rows");
                json.Flush();
            }

            await output.WriteAsync(head, cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(" [".AsMemory(), cancellationToken).ConfigureAwait(false);
            using (StreamReader reader = new(rows, Encoding.UTF8))
            {
                char[] buffer = new char[32 * 1024];
                int read;
                while ((read = await reader.ReadAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false)) > 0)
                {
                    await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                }
            }

            await output.WriteAsync("\n ]\n}\n".AsMemory(), cancellationToken).ConfigureAwait(false);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<ReportFigures> WriteRowsAsync(
        string path, ReportOptions options, ReportContent content, CancellationToken cancellationToken)
    {
        ReportFigures figures = new(options);
        StreamWriter output = new(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await using (output.ConfigureAwait(false))
        {
            string separator = "\n  ";
            await foreach (ReportRow row in content.Rows.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                figures.Add(row);
                await output.WriteAsync(separator.AsMemory(), cancellationToken).ConfigureAwait(false);
                await output.WriteAsync(RowText(row).AsMemory(), cancellationToken).ConfigureAwait(false);
                separator = ",\n  ";
            }
        }

        return figures;
    }

    private static string RowText(ReportRow row)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        using (JsonTextWriter json = new(text))
        {
            json.WriteObject(
                ("change", row.Change),
                ("connection", row.Connection),
                ("policyKind", row.PolicyKind),
                ("policyName", row.PolicyName),
                ("policyId", row.ParentId),
                ("deviceDisplayName", row.DeviceDisplayName),
                ("userName", row.UserName),
                ("userPrincipalName", row.UserPrincipalName),
                ("result", StatusWord.Of(row).ToString()),
                ("status", row.Status),
                ("installStatus", row.InstallStatus),
                ("before", row.Before),
                ("count", row.Count),
                ("deviceModel", row.DeviceModel),
                ("osVersion", row.OsVersion),
                ("complianceGracePeriodExpirationDateTime", Date(row.ComplianceGracePeriodExpirationDateTime)),
                ("lastReportedDateTime", Date(row.LastReportedDateTime)),
                ("row", row.Row),
                ("operation", row.Operation),
                ("outcome", row.Outcome),
                ("errorId", row.ErrorId),
                ("reason", row.Reason),
                ("noun", row.Noun),
                ("id", row.Id));
        }

        return text.ToString();
    }

    private static string? Date(DateTimeOffset? date) =>
        !GracePeriod.IsStated(date) ? null : PropertyConverter.FormatDate(date.Value.ToUniversalTime());

    private void WriteFigures(ReportFigures figures)
    {
        StatusSummary summary = figures.All.Summary;
        Write("schemaVersion", 1);
        Write("title", _options.Title);
        Write("generatedOn", Date(_options.GeneratedOn));
        Write("source", _options.Source);
        Write("summary", new ReportWords(summary, _options).Lead());
        WriteChanges();
        Write("total", summary.Rows);
        _json.WritePropertyName("results");
        WriteResults(summary.CountOf);
        WriteList(
            "policies", summary.Policies,
            policy =>
                WriteCounted(
                    policy.CountOf, policy.Count, ("name", policy.Name), ("kind", policy.Kind), ("connection", policy.Connection),
                    ("id", policy.Id)));
        WriteList(
            "tenants", figures.Tenants, tenant => WriteCounted(tenant.Summary.CountOf, tenant.Summary.Rows, ("connection", tenant.Name)));
        _json.WritePropertyName("counts");
        _json.WriteStartObject();
        foreach (SummaryProperty property in Enum.GetValues<SummaryProperty>().Except(
            [SummaryProperty.Policy, SummaryProperty.Device, SummaryProperty.Failure]))
        {
            WriteList(
                char.ToLowerInvariant(property.ToString()[0]) + property.ToString()[1..],
                summary.Counts(property),
                count => WriteCounted(count.CountOf, count.Count, ("value", count.Value)));
        }

        _json.WriteEndObject();
        WriteList(
            "failures", summary.Failures,
            group => _json.WriteObject(("errorId", group.ErrorId), ("reason", group.Reason), ("count", group.Count)));
        WriteList("expiringProfiles", _content.Expiring(_options), profile => _json.WriteObject(
            ("name", profile.Name), ("connection", profile.Connection), ("id", profile.Id), ("fileName", profile.FileName),
            ("expiresOn", Date(profile.ExpiresOn))));
        WriteList("coverageGaps", _content.Gaps, gap => _json.WriteObject(
            ("connection", gap.Connection), ("kind", gap.Kind), ("policyName", gap.PolicyName), ("state", gap.State), ("read", gap.Read),
            ("expected", gap.Expected), ("reason", gap.Reason)));
    }

    private void WriteChanges()
    {
        _json.WritePropertyName("changes");
        if (_content.Changes is not { } changes)
        {
            _json.WriteNull();
            return;
        }

        _json.WriteStartObject();
        Write("since", Date(changes.Since));
        Write("total", changes.Total);
        foreach (string kind in ChangeList.Order)
        {
            Write(kind.ToLowerInvariant(), changes.CountOf(kind));
        }

        Write("undecided", changes.Undecided);
        WriteList("items", ChangeList.Order.SelectMany(changes.Kept), change => _json.WriteObject(
            ("change", change.Change),
            ("connection", change.Connection),
            ("policyKind", change.PolicyKind),
            ("policyName", change.PolicyName),
            ("policyId", change.PolicyId),
            ("deviceDisplayName", change.DeviceDisplayName),
            ("userPrincipalName", change.UserPrincipalName),
            ("before", change.Before),
            ("after", change.After),
            ("id", change.Id)));
        _json.WriteEndObject();
    }

    private void WriteCounted(Func<StatusMeaning, int> countOf, int total, params (string Name, object? Value)[] properties)
    {
        _json.WriteStartObject();
        _json.WriteProperties(properties);
        Write("total", total);
        _json.WritePropertyName("results");
        WriteResults(countOf);
        _json.WriteEndObject();
    }

    private void WriteResults(Func<StatusMeaning, int> countOf) => _json.WriteObject(
        ("good", countOf(StatusMeaning.Good)),
        ("pending", countOf(StatusMeaning.Pending)),
        ("bad", countOf(StatusMeaning.Bad)),
        ("unknown", countOf(StatusMeaning.Unknown)));

    private void WriteList<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        _json.WritePropertyName(name);
        _json.WriteStartArray();
        foreach (T item in items)
        {
            write(item);
        }

        _json.WriteEndArray();
    }

    private void Write(string name, object? value) => _json.WriteProperties((name, value));
}
