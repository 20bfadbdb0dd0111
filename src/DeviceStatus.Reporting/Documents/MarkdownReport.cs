using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Text;
using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Documents;

/// <summary>A report as Markdown: the figures, the changes, and the first rows that failed.</summary>
public sealed class MarkdownReport
{
    private const int MaxRows = 50;

    private readonly StringBuilder _text = new();
    private readonly ReportOptions _options;
    private readonly ReportContent _content;
    private readonly ReportFigures _figures;
    private readonly ReportWords _words;

    private MarkdownReport(ReportOptions options, ReportContent content, ReportFigures figures)
    {
        _options = options;
        _content = content;
        _figures = figures;
        _words = new ReportWords(figures.All.Summary, options);
    }

    private StatusSummary Summary => _figures.All.Summary;

    /// <summary>Writes the report.</summary>
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
        ReportFigures figures = new(options);
        await foreach (ReportRow row in content.Rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            figures.Add(row);
        }

        string text = new MarkdownReport(options, content, figures).Text();
        await output.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private string Text()
    {
        Line($"# {Escape(_options.Title)}");
        Line();
        string source = string.IsNullOrEmpty(_options.Source) ? string.Empty : $"{Escape(_options.Source)} · ";
        Line($"{source}{DisplayText.Minute(_options.GeneratedOn)} UTC · {_words.CountOfRows(Summary.Rows)}");
        Line();
        Line(_words.Lead());
        AddGaps();
        AddChanges();
        if (Summary.Rows > 0)
        {
            AddResults();
            AddPolicies();
            AddTenants();
            AddCounts("By status", "Status", SummaryProperty.Status);
            AddCounts("By install status", "Install status", SummaryProperty.InstallStatus);
            AddCounts("By outcome", "Outcome", SummaryProperty.Outcome);
            AddCounts("By model", "Model", SummaryProperty.DeviceModel);
            AddCounts("By OS version", "OS version", SummaryProperty.OsVersion);
            AddGrace();
        }

        AddProfiles();
        AddFailures();
        return _text.ToString();
    }

    private void AddGaps()
    {
        if (_content.Gaps.Count == 0)
        {
            return;
        }

        Heading($"Not read completely: {DisplayText.Number(_content.Gaps.Count, "policy", "policies")}");
        Table(
            ["Policy", "Kind", "Tenant", "State", "Read", "Expected", "Reason"],
            _content.Gaps.Take(MaxRows).Select(gap => new string?[]
            {
                gap.PolicyName, gap.Kind, gap.Connection, gap.State, Number(gap.Read), Number(gap.Expected), gap.Reason,
            }));
        More(_content.Gaps.Count - MaxRows, "more policy", "more policies");
    }

    private void AddChanges()
    {
        if (_content.Changes is not { } changes)
        {
            return;
        }

        Heading("What changed");
        Line(ReportWords.Since(changes));
        foreach (string kind in ChangeList.Order.Where(kind => changes.CountOf(kind) > 0))
        {
            Line();
            Line($"### {ReportWords.Heading(kind)}: {DisplayText.Number(changes.CountOf(kind))}");
            Line();
            Table(
                ["Policy", "Device", "User", "Before", "Now"],
                changes.Kept(kind).Take(MaxRows).Select(change => new string?[]
                {
                    change.PolicyName ?? change.PolicyId ?? change.PolicyKind, change.DeviceDisplayName ?? change.Id,
                    change.UserPrincipalName, change.Before, change.After,
                }));
            More(changes.CountOf(kind) - MaxRows, "more", "more");
        }

        if (ReportWords.Undecided(changes) is { } undecided)
        {
            Line();
            Line(undecided);
        }
    }

    private void AddResults()
    {
        Heading("Results");
        Table(
            ["Result", "Counts", _words.IsRun ? "Rows" : "Statuses", "Share"],
            ReportWords.Results
                .Select(meaning => new string?[]
                {
                    _words.Of(meaning).Label, _words.Of(meaning).Note, DisplayText.Number(Summary.CountOf(meaning)),
                    DisplayText.Percent(Summary.CountOf(meaning), Summary.Rows),
                })
                .Append(["**All**", null, DisplayText.Number(Summary.Rows), DisplayText.Percent(Summary.Rows, Summary.Rows)]),
            rightFrom: 2);
        if (_words.Rule is { } rule)
        {
            Line();
            Line(rule);
        }
    }

    private void AddPolicies()
    {
        IReadOnlyList<PolicyCount> policies = Summary.Policies;
        if (policies.Count == 0)
        {
            return;
        }

        Heading("By policy");
        Table(
            ["Policy", "Kind", "Tenant", .. ReportWords.WorstFirst.Select(meaning => _words.Of(meaning).Label), "All"],
            policies.Take(MaxRows).Select(policy => new string?[] { policy.Name, policy.Kind, policy.Connection }
                .Concat(ReportWords.WorstFirst.Select(meaning => DisplayText.Number(policy.CountOf(meaning))))
                .Append(DisplayText.Number(policy.Count))
                .ToArray()),
            rightFrom: 3);
        More(policies.Count - MaxRows, "more policy", "more policies", policies.Skip(MaxRows).Sum(policy => policy.Count));
    }

    private void AddTenants()
    {
        if (_figures.Tenants.Count == 0)
        {
            return;
        }

        Heading("By tenant");
        Table(
            ["Tenant", .. ReportWords.WorstFirst.Select(meaning => _words.Of(meaning).Label), "All"],
            _figures.Tenants.Select(tenant => new string?[] { tenant.Name }
                .Concat(ReportWords.WorstFirst.Select(meaning => DisplayText.Number(tenant.Summary.CountOf(meaning))))
                .Append(DisplayText.Number(tenant.Summary.Rows))
                .ToArray()),
            rightFrom: 1);
    }

    private void AddCounts(string heading, string column, SummaryProperty property)
    {
        IReadOnlyList<StatusCount> counts = Summary.Counts(property);
        if (counts.Count == 0)
        {
            return;
        }

        bool isWord = property is SummaryProperty.Status or SummaryProperty.InstallStatus or SummaryProperty.Outcome;
        int none = Summary.Rows - Summary.Stated(property);
        List<string?[]> rows =
        [
            .. counts.Take(MaxRows).Select(count => new string?[]
            {
                isWord ? StatusWord.Of(count.Value).Label : count.Value, DisplayText.Number(count.CountOf(StatusMeaning.Bad)),
                DisplayText.Number(count.Count),
                DisplayText.Percent(count.Count, Summary.Rows),
            }),
        ];
        Append(
            "(further values)", counts.Skip(MaxRows).Sum(count => count.CountOf(StatusMeaning.Bad)),
            counts.Skip(MaxRows).Sum(count => count.Count));
        Append("(none)", Summary.CountOf(StatusMeaning.Bad) - counts.Sum(count => count.CountOf(StatusMeaning.Bad)), none);
        Heading(heading);
        Table([column, _words.Of(StatusMeaning.Bad).Label, "All", "Share"], rows, rightFrom: 1);

        void Append(string label, int bad, int count)
        {
            if (count > 0)
            {
                rows.Add([label, DisplayText.Number(bad), DisplayText.Number(count), DisplayText.Percent(count, Summary.Rows)]);
            }
        }
    }

    private void AddGrace()
    {
        if (Summary.GraceEndingSoon == 0)
        {
            return;
        }

        IReadOnlyList<ReportRow> ending = _figures.All.Highlights.Ending;
        Heading($"Grace periods that end within {ReportWords.Days(_options.GraceDays)}: {DisplayText.Number(Summary.GraceEndingSoon)}");
        Table(
            ["Ends (UTC)", "Device", "User", "Policy", "Status"],
            ending.Select(row => new string?[]
            {
                DisplayText.Minute(row.ComplianceGracePeriodExpirationDateTime!.Value), ReportWords.Name(row),
                row.UserName ?? row.UserPrincipalName,
                row.PolicyName ?? row.ParentId, row.Status,
            }));
        More(Summary.GraceEndingSoon - ending.Count, "more", "more");
    }

    private void AddProfiles()
    {
        IReadOnlyList<ExpiringProfile> profiles = _content.Expiring(_options);
        if (profiles.Count == 0)
        {
            return;
        }

        Heading($"Provisioning profiles that expire within {ReportWords.Days(_options.ExpiryDays)}: {DisplayText.Number(profiles.Count)}");
        Line("When a profile expires, its apps no longer start.");
        Line();
        Table(
            ["Expires (UTC)", "Profile", "File", "Tenant"],
            profiles.Take(MaxRows).Select(profile => new string?[]
            {
                DisplayText.Minute(profile.ExpiresOn), profile.Name ?? profile.Id, profile.FileName, profile.Connection,
            }));
        More(profiles.Count - MaxRows, "more profile", "more profiles");
    }

    private void AddFailures()
    {
        if (Summary.Failed == 0)
        {
            return;
        }

        IReadOnlyList<FailureGroup> groups = Summary.Failures;
        Heading($"What failed and why: {_words.CountOfRows(Summary.Failed)}");
        Table(
            ["Error", "Reason", "All"],
            groups.Take(MaxRows).Select(group => new string?[] { group.ErrorId, group.Reason, DisplayText.Number(group.Count) }),
            rightFrom: 2);
        More(groups.Count - MaxRows, "more reason", "more reasons", groups.Skip(MaxRows).Sum(group => group.Count));
        Line();
        Table(
            ["Row", "Device", "Id", "User", "Policy", "Why"],
            _figures.All.Highlights.Failed.Take(MaxRows).Select(failed => new string?[]
            {
                failed.Row.Row?.ToString(CultureInfo.InvariantCulture), failed.Row.DeviceDisplayName, failed.Row.Id,
                failed.Row.UserName ?? failed.Row.UserPrincipalName,
                failed.Row.PolicyName ?? failed.Row.ParentId, $"{failed.Failure.ErrorId}: {failed.Failure.Reason}",
            }));
        More(Summary.Failed - Math.Min(MaxRows, _figures.All.Highlights.Failed.Count), "more row", "more rows");
    }

    private void Heading(string text)
    {
        Line();
        Line($"## {text}");
        Line();
    }

    private void More(int count, string one, string many, int? statuses = null)
    {
        if (count > 0)
        {
            Line();
            Line(
                statuses is { } number
                    ? $"And {DisplayText.Number(count, one, many)} with {_words.CountOfRows(number)}."
                    : $"And {DisplayText.Number(count, one, many)}.");
        }
    }

    private void Table(string[] headings, IEnumerable<string?[]> rows, int rightFrom = int.MaxValue)
    {
        // A column without values is left out.
        List<string?[]> all = [.. rows];
        int[] shown = [.. Enumerable.Range(0, headings.Length).Where(i => all.Exists(row => !string.IsNullOrEmpty(row[i])))];
        Line("| " + string.Join(" | ", shown.Select(i => headings[i])) + " |");
        Line("|" + string.Concat(shown.Select(i => i >= rightFrom ? " ---: |" : " --- |")));
        foreach (string?[] row in all)
        {
            Line("| " + string.Join(" | ", shown.Select(i => row[i] == "**All**" ? row[i] : Escape(row[i]))) + " |");
        }
    }

    private void Line(string? text = null) => _text.Append(text).Append('\n');

    private static string? Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Escapes a value so that Markdown does not read it as markup, a link or a mention.</summary>
    private static string Escape(string? text)
    {
        StringBuilder escaped = new();
        foreach (char c in TextSanitizer.EscapeControls(text))
        {
            switch (c)
            {
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '>':
                    escaped.Append("&gt;");
                    break;
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '@':
                    // A zero-width space prevents a mention on GitHub.
                    escaped.Append("@\u200B");
                    break;
                case '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '~' or '!' or '$':
                    escaped.Append('\\').Append(c);
                    break;
                default:
                    escaped.Append(c);
                    break;
            }
        }

        return escaped.ToString().Replace("://", ":\u200B//", StringComparison.Ordinal);
    }
}
