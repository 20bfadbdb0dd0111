using DeviceStatus.Reporting.Documents;

namespace DeviceStatus.Reporting.Html;

/// <summary>The section of the changes since the reference.</summary>
internal static class ChangeSection
{
    private const int MaxShown = 10;

    internal static void Add(TemplateScope scope, ChangeList? changes)
    {
        scope.With("since", changes is null ? null : ReportWords.Since(changes));
        if (changes is null)
        {
            return;
        }

        scope.With("undecided", ReportWords.Undecided(changes))
            .With("changeFigures", ChangeList.Order, (item, kind) => item
                .With("kind", kind)
                .With("label", ReportWords.Heading(kind))
                .With("meaning", ReportView.Css(MeaningOf(kind)))
                .With("note", NoteOf(kind))
                .With("count", DisplayText.Number(changes.CountOf(kind))))
            .With("changeKinds", ChangeList.Order.Where(kind => changes.CountOf(kind) > 0), (item, kind) => item
                .With("label", ReportWords.Heading(kind))
                .With("key", kind.ToLowerInvariant())
                .With("count", DisplayText.Number(changes.CountOf(kind)))
                .With("more", More(kind, changes.CountOf(kind) - MaxShown))
                .With("changes", changes.Kept(kind).Take(MaxShown), Fill));
    }

    private static string? More(string kind, int count) => count <= 0 ? null
        : kind == "Removed" ? $"And {DisplayText.Number(count, "more", "more")}."
        : $"And {DisplayText.Number(count, "more", "more")}, in the table of all rows.";

    private static void Fill(TemplateScope scope, ReportChange change)
    {
        scope.With("policy", change.PolicyName ?? change.PolicyId ?? change.PolicyKind)
            .With("device", change.DeviceDisplayName ?? change.Id)
            .With("user", change.UserPrincipalName);
        FillState(scope, "before", change.Before);
        FillState(scope, "after", change.After);
    }

    /// <summary>A status has an icon. Other values are shown unchanged.</summary>
    private static void FillState(TemplateScope scope, string name, string? text)
    {
        StatusMeaning? meaning = text?.Split(" / ").Select(word => StatusWord.Of(word)).Where(word => word.Why != StatusWord.NoSchema)
            .Max(word => (StatusMeaning?)word.Meaning);
        scope.With(name + "Meaning", meaning is { } known ? ReportView.Css(known) : null)
            .With(name, text is null ? null : string.Join(" / ", text.Split(" / ").Select(word => StatusWord.Of(word).Label)));
    }

    private static StatusMeaning MeaningOf(string kind) => kind switch
    {
        "Regressed" => StatusMeaning.Bad,
        "Recovered" => StatusMeaning.Good,
        "Changed" => StatusMeaning.Pending,
        _ => StatusMeaning.Unknown,
    };

    private static string NoteOf(string kind) => kind switch
    {
        "Regressed" => "failed or in conflict now",
        "Recovered" => "in order now",
        "Added" => "not in the reference",
        "Removed" => "only in the reference",
        _ => "another status or property",
    };
}
