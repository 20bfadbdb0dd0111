using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Html;

/// <summary>The charts: a ring for each kind of status, and bars for models, versions and resources.</summary>
internal static class ReportCharts
{
    private const int MaxBars = 10;

    // In percent of the ring. It separates adjacent segments of the same color.
    private const double Gap = 0.7;

    private static readonly StatusMeaning[] Order = [StatusMeaning.Good, StatusMeaning.Pending, StatusMeaning.Bad, StatusMeaning.Unknown];

    private static readonly (SummaryProperty Property, string Column, string Title)[] Rings =
    [
        (SummaryProperty.Outcome, "outcome", "Outcome"),
        (SummaryProperty.Status, "status", "Compliance status"),
        (SummaryProperty.InstallStatus, "installStatus", "Install status"),
    ];

    private static readonly (SummaryProperty Property, string Column, string Title, string Heading, int Least)[] Bars =
    [
        (SummaryProperty.DeviceModel, "model", "By model", "Model", 1),
        (SummaryProperty.OsVersion, "osVersion", "By OS version", "OS version", 1),
        (SummaryProperty.Noun, "noun", "By resource", "Resource", 2),
    ];

    internal static void Add(TemplateScope scope, StatusSummary summary, ReportWords words)
    {
        var rings = Rings.Where(ring => summary.Stated(ring.Property) > 0).ToList();
        var bars = Bars.Where(
            bar => summary.Counts(bar.Property).Count >= bar.Least
                && (bar.Property != SummaryProperty.Noun || summary.Policies.Count == 0)).ToList();
        scope
            .With("hasRings", rings.Count > 0 ? "yes" : null)
            .With("rings", rings, (item, ring) => FillRing(
                item.With("title", ring.Title).With("column", ring.Column), summary.Counts(ring.Property), summary, words))
            .With("hasBars", bars.Count > 0 ? "yes" : null)
            .With("bars", bars, (item, bar) => FillBars(
                item.With("title", bar.Title).With("column", bar.Column).With("heading", bar.Heading),
                summary.Counts(bar.Property),
                summary.Rows - summary.Stated(bar.Property)));
    }

    private static void FillRing(TemplateScope scope, IReadOnlyList<StatusCount> counts, StatusSummary summary, ReportWords words)
    {
        int total = counts.Sum(count => count.Count);
        StatusCount biggest = counts[0];
        var segments = new List<(StatusCount Count, int Tint, double Start)>();
        double start = 0;
        foreach (StatusMeaning meaning in Order)
        {
            int tint = 1;
            foreach (StatusCount count in counts.Where(count => count.Meaning == meaning))
            {
                segments.Add((count, tint, start));
                tint = Math.Min(tint + 1, 3);
                start += 100d * count.Count / summary.Rows;
            }
        }

        double gap = segments.Count > 1 ? Gap : 0;
        int none = summary.Rows - total;
        scope.With("ringBad", words.Of(StatusMeaning.Bad).Label)
            .With("ringNone", none == 0 ? null : DisplayText.Number(none))
            .With("ringNonePercent", DisplayText.Percent(none, summary.Rows))
            .With(
                "ringNoneBad",
                DisplayText.Number(summary.CountOf(StatusMeaning.Bad) - counts.Sum(count => count.CountOf(StatusMeaning.Bad))))
            .With("ringTotal", DisplayText.Number(summary.Rows))
            .With("ringTotalBad", DisplayText.Number(summary.CountOf(StatusMeaning.Bad)))
            .With("share", DisplayText.Percent(biggest.Count, summary.Rows))
            .With("shareLabel", StatusWord.Of(biggest.Value).Label)
            .With("segments", segments, (item, segment) => item
                .With("meaning", ReportView.Css(segment.Count.Meaning))
                .With("tint", DisplayText.Coordinate(segment.Tint))
                .With("length", DisplayText.Coordinate(Math.Max((100d * segment.Count.Count / summary.Rows) - gap, 0.15)))
                .With("offset", DisplayText.Coordinate(-segment.Start))
                .With("label", StatusWord.Of(segment.Count.Value).Label)
                .With("value", segment.Count.Value)
                .With("why", StatusWord.Of(segment.Count.Value).Why)
                .With("count", DisplayText.Number(segment.Count.Count))
                .With("bad", DisplayText.Number(segment.Count.CountOf(StatusMeaning.Bad)))
                .With("percent", DisplayText.Percent(segment.Count.Count, summary.Rows)));
    }

    private static void FillBars(TemplateScope scope, IReadOnlyList<StatusCount> counts, int unstated)
    {
        // The count of the remaining values may be the largest but is not a value. It is shown in the line below the bars.
        var shown = counts.Where(count => count.Value != ValueTally.Rest).Take(MaxBars).ToList();
        int most = shown.Count == 0 ? 1 : shown[0].Count;
        int hidden = counts.Sum(count => count.Count) - shown.Sum(count => count.Count);
        string rest = hidden == 0 ? string.Empty
            : $"{DisplayText.Number(counts.Count - shown.Count, "further value", "further values")} with "
                + $"{DisplayText.Number(hidden, "row", "rows")} together.";
        string none = unstated == 0 ? string.Empty : $"{DisplayText.Number(unstated, "row states", "rows state")} none.";
        scope.With("more", $"{rest} {none}".Trim())
            .With("items", shown, (item, count) => item
                .With("value", count.Value)
                .With("count", DisplayText.Number(count.Count))
                .With("bad", DisplayText.Number(count.CountOf(StatusMeaning.Bad)))
                .With("badPercent", DisplayText.Percent(count.CountOf(StatusMeaning.Bad), count.Count))
                .With("parts", Parts(count, most), (part, drawn) => part
                    .With("meaning", ReportView.Css(drawn.Meaning))
                    .With("x", DisplayText.Coordinate(drawn.X))
                    .With("width", DisplayText.Coordinate(drawn.Width))));
    }

    private static IEnumerable<(StatusMeaning Meaning, double X, double Width)> Parts(StatusCount count, int most)
    {
        double x = 0;
        foreach (StatusMeaning meaning in Order.Where(meaning => count.CountOf(meaning) > 0))
        {
            double width = 100d * count.CountOf(meaning) / most;
            yield return (meaning, x, width);
            x += width;
        }
    }
}
