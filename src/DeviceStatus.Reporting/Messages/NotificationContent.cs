using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Messages;

/// <summary>What a notification tells.</summary>
public sealed class NotificationContent
{
    private static readonly string[] Listed = ["Regressed", "Recovered"];

    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>The moment of the notification.</summary>
    public required DateTimeOffset CreatedOn { get; init; }

    /// <summary>What changed; <see langword="null"/> when no changes were given.</summary>
    public ChangeList? Changes { get; init; }

    /// <summary>The statuses; <see langword="null"/> when none were given.</summary>
    public StatusSummary? Summary { get; init; }

    /// <summary>Whether the names of people, and of devices, which often hold them, may be in the message.</summary>
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

    /// <summary>The policies that the message lists, and how many more there are.</summary>
    internal (IReadOnlyList<(string Policy, string? Connection, string Text)> Shown, int More) Policies(int most)
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
        return ([.. all.Take(most)], Math.Max(0, all.Count - most));
    }

    /// <summary>The changes that the message lists by device; none without permission to name.</summary>
    internal (IReadOnlyList<ReportChange> Shown, int More) Named(int most)
    {
        if (!IncludeNames || Changes is null)
        {
            return ([], 0);
        }

        List<ReportChange> shown = [.. Listed.SelectMany(Changes.Kept).Take(most)];
        return (shown, Changes.CountOf("Regressed") + Changes.CountOf("Recovered") - shown.Count);
    }
}
