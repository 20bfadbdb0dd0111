using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Messages;

/// <summary>The content of a notification.</summary>
public sealed class NotificationContent
{
    private static readonly string[] Listed = ["Regressed", "Recovered"];

    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>The time of the notification.</summary>
    public required DateTimeOffset CreatedOn { get; init; }

    /// <summary>The changes, or <see langword="null"/> if there are none to report.</summary>
    public ChangeList? Changes { get; init; }

    /// <summary>The statuses, or <see langword="null"/> if there are none to report.</summary>
    public StatusSummary? Summary { get; init; }

    /// <summary>Whether the message may contain the names of users and of devices, which often contain names of users.</summary>
    public bool IncludeNames { get; init; }

    /// <summary>The message in a sentence or two.</summary>
    internal string Lead()
    {
        List<string> sentences = [];
        if (Changes is not null)
        {
            sentences.Add(ReportWords.Since(Changes));
        }

        if (Summary is { Rows: > 0 })
        {
            sentences.Add(new ReportWords(Summary, new ReportOptions { GeneratedOn = CreatedOn }).Lead());
        }

        return sentences.Count == 0 ? "Nothing changed." : string.Join(' ', sentences);
    }

    /// <summary>The figures as pairs of a name and a number.</summary>
    internal IReadOnlyList<(string Name, int Count)> Figures()
    {
        List<(string, int)> figures = [];
        if (Changes is not null)
        {
            figures.AddRange(ChangeList.Order.Select(kind => (ReportWords.Heading(kind), Changes.CountOf(kind))));
        }

        if (Summary is { Rows: > 0 })
        {
            ReportWords words = new(Summary, new ReportOptions { GeneratedOn = CreatedOn });
            figures.AddRange(ReportWords.Results.Select(meaning => (words.Of(meaning).Label, Summary.CountOf(meaning))));
        }

        return figures;
    }

    /// <summary>The policies that the message lists, and the number of further policies.</summary>
    internal (IReadOnlyList<(string Policy, string? Connection, string Text)> Shown, int More) Policies(int maxCount)
    {
        List<(string Policy, string? Connection, string Text)> all = Changes is { Total: > 0 }
            ?
            [
                .. Changes.ByPolicy().Select(policy => (policy.Policy, policy.Connection, string.Join(
                    ", ",
                    ChangeList.Order.Where(policy.Counts.ContainsKey)
                        .Select(kind => $"{DisplayText.Number(policy.Counts[kind])} {ReportWords.Word(kind)}")))),
            ]
            :
            [
                .. (Summary?.Policies ?? []).Where(policy => policy.CountOf(StatusMeaning.Bad) > 0).Select(policy =>
                    (policy.Name,
                    policy.Connection,
                    $"{DisplayText.Number(policy.CountOf(StatusMeaning.Bad))} of {DisplayText.Number(policy.Count)} need attention")),
            ];
        return ([.. all.Take(maxCount)], Math.Max(0, all.Count - maxCount));
    }

    /// <summary>The changes that the message lists by device; none if names are not allowed.</summary>
    internal (IReadOnlyList<ReportChange> Shown, int More) Named(int maxCount)
    {
        if (!IncludeNames || Changes is null)
        {
            return ([], 0);
        }

        List<ReportChange> shown = [.. Listed.SelectMany(Changes.Kept).Take(maxCount)];
        return (shown, Changes.CountOf("Regressed") + Changes.CountOf("Recovered") - shown.Count);
    }
}
