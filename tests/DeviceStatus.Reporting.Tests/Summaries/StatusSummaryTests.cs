using DeviceStatus.Graph.Schema;
using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Tests.Summaries;

public sealed class StatusSummaryTests
{
    private static StatusSummary Summarise(IEnumerable<ReportRow> rows, int graceDays = 14)
    {
        var summary = new StatusSummary(ReportSamples.Now, graceDays);
        foreach (ReportRow row in rows)
        {
            summary.Add(row);
        }

        return summary;
    }

    private static StatusCount Find(StatusSummary summary, SummaryProperty property, string value) =>
        summary.Counts(property).Single(count => count.Value == value);

    [Fact]
    public void Summary_of_a_fleet_has_counts_and_shares_that_add_up()
    {
        StatusSummary summary = Summarise(ReportSamples.Fleet(1000));

        Assert.Equal(1000, summary.Rows);
        Assert.Equal(["compliant", "nonCompliant", "unknown"], summary.Counts(SummaryProperty.Status).Select(count => count.Value));
        Assert.Equal([880, 100, 20], summary.Counts(SummaryProperty.Status).Select(count => count.Count));
        Assert.Equal([88d, 10d, 2d], summary.Counts(SummaryProperty.Status).Select(count => count.Percent));
        Assert.Equal(880, summary.CountOf(StatusMeaning.Good));
        Assert.Equal(100, summary.CountOf(StatusMeaning.Bad));
        Assert.Equal(50, Find(summary, SummaryProperty.DeviceModel, "iPad").CountOf(StatusMeaning.Bad));
        Assert.Empty(summary.Counts(SummaryProperty.Outcome));
    }

    [Fact]
    public void Grace_period_ends_at_the_edges_of_its_days_and_the_last_moment_is_never()
    {
        DateTimeOffset now = ReportSamples.Now;
        DateTimeOffset?[] ends =
        [
            now.AddTicks(-1), now, now.AddDays(14), now.AddDays(14).AddTicks(1), ReportSamples.Never,
            ReportSamples.Never.ToOffset(TimeSpan.FromHours(-11)), DateTimeOffset.MinValue, null,
        ];
        StatusSummary summary = Summarise(ends.Select(end => new ReportRow { ComplianceGracePeriodExpirationDateTime = end }));

        Assert.Equal(
            ["Within 14 days 2", "Ended 1", "Later 1", "Never 2"],
            summary.Counts(SummaryProperty.GracePeriod).Select(count => FormattableString.Invariant($"{count.Value} {count.Count}")));
        Assert.Equal(2, summary.GraceEndingSoon);
        Assert.Equal(6, summary.Stated(SummaryProperty.GracePeriod));
    }

    [Fact]
    public void StatusSummary_takes_the_requested_grace_days_and_bounds_them()
    {
        IEnumerable<ReportRow> rows = [new() { ComplianceGracePeriodExpirationDateTime = ReportSamples.Now.AddDays(20) }];

        Assert.Equal(0, Summarise(rows).GraceEndingSoon);
        Assert.Equal(1, Summarise(rows, 20).GraceEndingSoon);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StatusSummary(ReportSamples.Now, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StatusSummary(ReportSamples.Now, 3651));
    }

    [Fact]
    public void Failure_groups_join_reasons_that_differ_only_in_ids_and_have_the_refused_first()
    {
        ReportRow Missing(Guid id) => new() { Outcome = "Failed", ErrorId = "GraphNotFound", Reason = $"No object has the id '{id}'." };
        StatusSummary summary = Summarise(
        [
            Missing(Guid.NewGuid()), Missing(Guid.NewGuid()), Missing(Guid.NewGuid()),
            new() { Outcome = "NotSent", Reason = "The time budget of 00:30:00 ran out." },
            new() { Outcome = "NotSent", Reason = "The time budget of 00:30:00 ran out." },
            new() { Outcome = "NotSent", Reason = "The time budget of 00:30:00 ran out." },
            new() { Outcome = "NotSent", Reason = "The time budget of 00:30:00 ran out." },
            new() { Outcome = "NotSent", Reason = "The time budget of 00:30:00 ran out." },
            new() { Outcome = "Unknown" },
            new() { Outcome = "Unknown" },
            new() { Outcome = "Done" },
            new() { Outcome = "Skipped" },
        ]);

        Assert.Equal(10, summary.Failed);
        Assert.Equal(
            [
                new FailureGroup("GraphNotFound", "No object has the id '…'.", StatusMeaning.Bad, 3, 30),
                new FailureGroup("NotSent", "The time budget of 00:30:00 ran out.", StatusMeaning.Pending, 5, 50),
                new FailureGroup("OutcomeUnknown", "The request was sent, and no response arrived.", StatusMeaning.Unknown, 2, 20),
            ],
            summary.Failures);
        Assert.Equal(summary.Failed, summary.Counts(SummaryProperty.Failure).Sum(count => count.Count));
    }

    [Fact]
    public void Failure_group_of_one_keeps_its_reason_whole()
    {
        StatusSummary summary = Summarise([new() { Outcome = "Failed", ErrorId = "InvalidRow", Reason = "Row 17: 'maybe' is no status." }]);

        Assert.Equal("Row 17: 'maybe' is no status.", summary.Failures.Single().Reason);
    }

    [Fact]
    public void Failure_group_without_a_run_has_the_install_status_as_reason_before_the_status()
    {
        StatusSummary summary = Summarise(
        [
            new() { Status = "nonCompliant", InstallStatus = "downloadInsufficientSpace" },
            new() { Status = "error", InstallStatus = "success" },
            new() { Status = "conflict" },
        ]);

        Assert.Equal(["downloadInsufficientSpace", "error"], summary.Failures.Select(group => group.ErrorId));
        Assert.Equal(1, summary.CountOf(StatusMeaning.Pending));
    }

    [Fact]
    public void Status_words_exist_for_each_value_of_the_schema_and_an_unknown_one_is_grey()
    {
        foreach (EnumMember member in GraphSchema.ComplianceStatus.Members.Concat(GraphSchema.IosUpdatesInstallStatus.Members))
        {
            Assert.NotEqual("The service returned a status that is not documented.", StatusWord.Of(member.Name).Why);
        }

        Assert.Equal(StatusMeaning.Unknown, StatusWord.Of("madeUpFailed").Meaning);
        Assert.Equal(StatusMeaning.Bad, StatusWord.Of("NONCOMPLIANT").Meaning);
    }

    [Fact]
    public void Add_of_any_rows_bounds_the_memory()
    {
        const int Extra = 250;
        StatusSummary summary = Summarise(Enumerable.Range(0, ValueTally.MaxValues + Extra).Select(i => new ReportRow
        {
            DeviceModel = FormattableString.Invariant($"model {i}"),
            Outcome = "Failed",
            ErrorId = FormattableString.Invariant($"error {i % 2}"),
            Reason = FormattableString.Invariant($"reason {i}"),
        }));

        Assert.Equal(ValueTally.MaxValues + 1, summary.Counts(SummaryProperty.DeviceModel).Count);
        Assert.Equal(Extra, summary.Counts(SummaryProperty.DeviceModel)[0].Count);
        Assert.Equal(ValueTally.MaxValues + 2, summary.Failures.Count);
        Assert.Equal(ValueTally.MaxValues + Extra, summary.Failures.Sum(group => group.Count));
    }

    [Theory]
    [InlineData(0.5, 10, false, "█████")]
    [InlineData(0.55, 10, false, "█████▌")]
    [InlineData(1, 3, false, "███")]
    [InlineData(0.0001, 10, false, "▏")]
    [InlineData(0, 10, false, "")]
    [InlineData(2, 4, false, "████")]
    [InlineData(0.5, 10, true, "#####")]
    [InlineData(0.0001, 10, true, "#")]
    public void Bar_is_as_long_as_its_share(double fraction, int width, bool ascii, string expected) =>
        Assert.Equal(expected, TextBar.Draw(fraction, width, ascii));

    [Theory]
    [InlineData(1, 100_000, "<0.1%")]
    [InlineData(99_999, 100_000, ">99.9%")]
    [InlineData(0, 5, "0%")]
    [InlineData(5, 5, "100%")]
    [InlineData(1, 3, "33.3%")]
    [InlineData(0, 0, "0%")]
    public void Share_never_says_none_for_some_or_all_for_nearly_all(int part, int whole, string expected) =>
        Assert.Equal(expected, DisplayText.Percent(part, whole));
}
