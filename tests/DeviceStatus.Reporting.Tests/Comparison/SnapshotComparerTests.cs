using DeviceStatus.Reporting.Comparison;
using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Reporting.Tests.Comparison;

public sealed class SnapshotComparerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Compare_equal_snapshots_is_empty_although_they_were_reported_at_other_times()
    {
        using SnapshotBuilder before = SnapshotSamples.Build(Enumerable.Range(0, 100).Select(i => SnapshotSamples.Status(i)));
        using SnapshotBuilder after = SnapshotSamples.Build(
            Enumerable.Range(0, 100).Reverse().Select(
                i => SnapshotSamples.Status(i, more: [("lastReportedDateTime", SnapshotSamples.TakenOn.AddDays(1)), ("userName", "")])));

        Assert.Empty(new SnapshotComparer(before, after).Compare(Stop));
    }

    [Fact]
    public void Compare_A_with_B_and_back_with_A_is_empty_in_the_end()
    {
        SnapshotStatus[] a = [.. Enumerable.Range(0, 50).Select(i => SnapshotSamples.Status(i, i % 5 == 0 ? "error" : "compliant"))];
        SnapshotStatus[] b = [.. Enumerable.Range(10, 50).Select(i => SnapshotSamples.Status(i, i % 3 == 0 ? "error" : "compliant"))];
        using SnapshotBuilder first = SnapshotSamples.Build(a);
        using SnapshotBuilder second = SnapshotSamples.Build(b);
        using SnapshotBuilder third = SnapshotSamples.Build(a);

        int there = new SnapshotComparer(first, second).Compare(Stop).Count();
        int back = new SnapshotComparer(second, third).Compare(Stop).Count();

        Assert.InRange(there, 1, int.MaxValue);
        Assert.Equal(there, back);
        Assert.Empty(new SnapshotComparer(first, third).Compare(Stop));
    }

    [Theory]
    [InlineData("compliant", "error", "Regressed")]
    [InlineData("compliant", "conflict", "Regressed")]
    [InlineData("notApplicable", "nonCompliant", "Regressed")]
    [InlineData("conflict", "compliant", "Recovered")]
    [InlineData("error", "remediated", "Recovered")]
    [InlineData("error", "conflict", "Changed")]
    [InlineData("error", "notApplicable", "Changed")]
    [InlineData("compliant", "notApplicable", "Changed")]
    public void Compare_another_status_says_whether_it_is_better_or_worse(string before, string after, string expected)
    {
        using SnapshotBuilder left = SnapshotSamples.Build([SnapshotSamples.Status(1, before)]);
        using SnapshotBuilder right = SnapshotSamples.Build([SnapshotSamples.Status(1, after)]);

        StatusDifference change = new SnapshotComparer(left, right).Compare(Stop).Single();

        Assert.Equal(expected, change.Change.ToString());
        Assert.Equal((before, after), (change.BeforeText, change.AfterText));
        Assert.Equal(["Status"], change.Properties);
    }

    [Fact]
    public void Compare_collection_with_report_matches_by_device_and_user_and_compares_the_status_only()
    {
        using SnapshotBuilder collection = SnapshotSamples.Build(
        [
            Listed(1, "same", "compliant"), Listed(2, "worse", "compliant"), Listed(3, "better", "error"), Listed(4, "gone", "compliant"),
            SnapshotSamples.Status(9, policy: "p2"),
        ]);
        using SnapshotBuilder report = SnapshotSamples.Build(
        [
            Reported(9, "SAME", "compliant"), Reported(8, "worse", "error"), Reported(7, "better", "compliant"),
            Reported(6, "new", "error"), SnapshotSamples.Status(9, policy: "p2"),
        ]);

        SnapshotComparer comparer = new(collection, report);
        Assert.Equal(
            ["Added new  error", "Recovered better error compliant", "Regressed worse compliant error", "Removed gone compliant "],
            comparer.Compare(Stop).Select(Line).Order(StringComparer.Ordinal));
        Assert.Equal((1, 0), (comparer.PoliciesOfTwoSources, comparer.Undecided));

        // And the other way round.
        Assert.Equal(4, new SnapshotComparer(report, collection).Compare(Stop).Count());
        Assert.Empty(new SnapshotComparer(report, report).Compare(Stop));
    }

    [Fact]
    public void Compare_collection_with_report_pairs_devices_of_one_name_by_their_status()
    {
        using SnapshotBuilder collection =
            SnapshotSamples.Build([Listed(1, "iPad", "error"), Listed(2, "iPad", "compliant"), Listed(3, "iPad", "compliant")]);
        using SnapshotBuilder report =
            SnapshotSamples.Build([Reported(4, "iPad", "compliant"), Reported(5, "iPad", "error"), Reported(6, "iPad", "conflict")]);

        Assert.Equal("Regressed iPad compliant conflict", Line(new SnapshotComparer(collection, report).Compare(Stop).Single()));
    }

    [Fact]
    public void Compare_collection_with_report_calls_a_status_without_a_device_name_neither_removed_nor_added()
    {
        using SnapshotBuilder collection = SnapshotSamples.Build([Listed(1, null, "compliant"), Listed(2, "a", "compliant")]);
        using SnapshotBuilder report = SnapshotSamples.Build([Reported(3, null, "error"), Reported(4, "a", "compliant")]);
        SnapshotComparer comparer = new(collection, report);
        Assert.Empty(comparer.Compare(Stop));
        Assert.Equal(1, comparer.Undecided);
    }

    [Fact]
    public void Compare_report_that_is_not_complete_removes_nothing()
    {
        using SnapshotBuilder collection = SnapshotSamples.Build([Listed(1, "a", "compliant"), Listed(2, "b", "compliant")]);
        using SnapshotBuilder report = SnapshotSamples.Build([Reported(3, "a", "compliant")], SnapshotSamples.Coverage(state: "Partial"));
        SnapshotComparer comparer = new(collection, report);
        Assert.Empty(comparer.Compare(Stop));
        Assert.Equal(1, comparer.Undecided);
    }

    [Fact]
    public void Compare_another_property_names_it_with_its_values()
    {
        using SnapshotBuilder left =
            SnapshotSamples.Build([SnapshotSamples.Status(1, more: [("deviceModel", "iPhone 14"), ("platform", 8)])]);
        using SnapshotBuilder right =
            SnapshotSamples.Build([SnapshotSamples.Status(1, more: [("deviceModel", "iPhone 15"), ("platform", 8L)])]);

        StatusDifference change = new SnapshotComparer(left, right).Compare(Stop).Single();

        Assert.Equal("Changed", change.Change.ToString());
        Assert.Equal(("DeviceModel: iPhone 14", "DeviceModel: iPhone 15"), (change.BeforeText, change.AfterText));
    }

    [Theory]
    [InlineData("Complete", 1, 0)]
    [InlineData("Partial", 0, 1)]
    [InlineData("Failed", 0, 1)]
    [InlineData("Unknown", 0, 1)]
    public void Compare_a_missing_status_is_removed_only_when_its_policy_was_read_completely(string state, int removed, int undecided)
    {
        using SnapshotBuilder before = SnapshotSamples.Build([SnapshotSamples.Status(1), SnapshotSamples.Status(2)]);
        using SnapshotBuilder after = SnapshotSamples.Build([SnapshotSamples.Status(1)], SnapshotSamples.Coverage(state: state, read: 1));
        SnapshotComparer comparer = new(before, after);

        StatusDifference[] changes = [.. comparer.Compare(Stop)];

        Assert.Equal(removed, changes.Count(change => change.Change == ChangeKind.Removed));
        Assert.Equal(removed, changes.Length);
        Assert.Equal(undecided, comparer.Undecided);
    }

    [Theory]
    [InlineData("Complete", 1)]
    [InlineData("Failed", 0)]
    public void Compare_a_new_status_is_added_unless_its_policy_was_unreadable_before(string state, int added)
    {
        using SnapshotBuilder before = SnapshotSamples.Build([], SnapshotSamples.Coverage(state: state, read: 0));
        using SnapshotBuilder after = SnapshotSamples.Build([SnapshotSamples.Status(1)]);

        Assert.Equal(added, new SnapshotComparer(before, after).Compare(Stop).Count(change => change.Change == ChangeKind.Added));
    }

    [Fact]
    public void Compare_a_policy_that_is_gone_has_its_statuses_removed_if_the_policies_were_listed()
    {
        using SnapshotBuilder before = SnapshotSamples.Build([SnapshotSamples.Status(1), SnapshotSamples.Status(1, policy: "p2")]);
        using SnapshotBuilder listed = SnapshotSamples.Build([SnapshotSamples.Status(1)], SnapshotSamples.Coverage(read: 1));
        using SnapshotBuilder notListed = SnapshotSamples.Build(
            [SnapshotSamples.Status(1)], SnapshotSamples.Coverage(read: 1), SnapshotSamples.Coverage(policy: null!, state: "Failed"));

        Assert.Equal(["p2"], new SnapshotComparer(before, listed).Compare(Stop).Select(change => change.Newest.PolicyId));
        Assert.Empty(new SnapshotComparer(before, notListed).Compare(Stop));
    }

    [Fact]
    public void Compare_users_has_no_changes_of_devices()
    {
        using SnapshotBuilder before = SnapshotSamples.Build([SnapshotSamples.Status(1)]);
        using SnapshotBuilder after = SnapshotSamples.Build([SnapshotSamples.Status(1, noun: "DeviceConfigurationUserStatus")]);

        Assert.Equal(["Added"], new SnapshotComparer(before, after).Compare(Stop).Select(change => change.Change.ToString()));
    }

    [Fact]
    public void SnapshotComparer_of_another_tenant_is_refused_and_another_name_of_the_same_is_not()
    {
        using SnapshotBuilder one = SnapshotSamples.Build([SnapshotSamples.Status(1)]);
        using SnapshotBuilder other = SnapshotSamples.Build([SnapshotSamples.Status(1, tenant: "t2")]);
        using SnapshotBuilder unknown = SnapshotSamples.Build([SnapshotSamples.Status(1, tenant: null)]);

        Assert.Contains(
            "different tenants: t1 ('Contoso') and t2", Assert.Throws<SnapshotException>(() => new SnapshotComparer(one, other)).Message,
            StringComparison.Ordinal);
        Assert.Empty(new SnapshotComparer(one, unknown).Compare(Stop));
    }

    [Fact]
    public void SnapshotComparer_of_other_kinds_is_refused()
    {
        using SnapshotBuilder one = SnapshotSamples.Build([SnapshotSamples.Status(1)]);
        using SnapshotBuilder other = SnapshotSamples.Build([SnapshotSamples.Status(1, noun: "IosUpdateDeviceStatus")]);

        Assert.Contains(
            "no kind of policy in common", Assert.Throws<SnapshotException>(() => new SnapshotComparer(one, other)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_one_tenant_of_several_has_no_changes_of_the_others()
    {
        using SnapshotBuilder before = SnapshotSamples.Build([SnapshotSamples.Status(1), SnapshotSamples.Status(1, tenant: "t2")]);
        using SnapshotBuilder after = SnapshotSamples.Build([SnapshotSamples.Status(1, "error")]);
        SnapshotComparer comparer = new(before, after);

        Assert.Equal(["Regressed"], comparer.Compare(Stop).Select(change => change.Change.ToString()));
        Assert.Equal(1, comparer.Undecided);
    }

    private static string Line(StatusDifference change) =>
        $"{change.Change} {change.Newest.DisplayName} {change.BeforeText} {change.AfterText}";

    private static SnapshotStatus Listed(int id, string? device, string status) =>
        SnapshotSamples.Status(id, status, more: [("deviceDisplayName", device), ("userPrincipalName", "a@contoso.com"), ("platform", 8)]);

    private static SnapshotStatus Reported(int id, string? device, string status)
    {
        SnapshotStatus row = SnapshotSamples.Status(
            id, status,
            more:
            [
                ("deviceDisplayName", device), ("userPrincipalName", "A@contoso.com"), ("intuneDeviceId", $"device-{id}"),
                ("ReportStatus", "x"),
            ]);
        return new SnapshotStatus
        {
            Noun = row.Noun,
            Id = SnapshotStatus.ReportId(name => row[name] as string)!,
            TenantId = row.TenantId,
            Connection = row.Connection,
            PolicyId = row.PolicyId,
            PolicyName = row.PolicyName,
            Values = row.Values,
        };
    }
}
