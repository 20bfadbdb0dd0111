using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Sandbox;

namespace DeviceStatus.Graph.Tests.IntuneReports;

public sealed class ReportActionClientTests
{
    private const string Profiles = "getConfigurationPolicyDevicesReport";
    private const string Compliance = "getDeviceStatusByCompliacePolicyReport";

    [Theory]
    [InlineData(Profiles, "d1000000-0000-4000-8000-000000000001", 150, 3)]
    [InlineData(Profiles, "d1000000-0000-4000-8000-000000000002", 40, 1)]
    [InlineData(Profiles, "e1000000-0000-4000-8000-000000000001", 60, 2)]
    [InlineData(Compliance, "c1000000-0000-4000-8000-000000000001", 120, 3)]
    [InlineData(Profiles, "d1000000-0000-4000-8000-00000000ffff", 0, 1)]
    public async Task ReadAsync_reads_every_page_of_the_policy(string action, string policy, int count, int requests)
    {
        await using ReportHost host = await ReportHost.OpenAsync();
        (List<ReportRow> rows, long? total) = await ReadAsync(host, action, policy);
        Assert.Equal((count, count), (rows.Count, total));
        Assert.Equal(count, rows.Select(row => (row["DeviceName"], row["UPN"])).Distinct().Count());
        Assert.All(rows, row => Assert.Equal(policy, row["PolicyId"]));
        Assert.Equal(requests, host.Requests.Count);
        Assert.All(
            host.Requests,
            request => Assert.Equal(("POST", $"/beta/deviceManagement/reports/{action}"), (request.Method, request.Url.AbsolutePath)));
    }

    [Fact]
    public async Task ReadAsync_filter_is_ignored_skips_rows_of_other_policies_and_counts_nothing()
    {
        await using ReportHost host = await ReportHost.OpenAsync(new SandboxReportOptions { IgnoreFilters = true });
        (List<ReportRow> rows, long? total) = await ReadAsync(host, Profiles, "d1000000-0000-4000-8000-000000000002");
        Assert.Equal((40, null), (rows.Count, total));
        Assert.Equal(8, host.Requests.Count);
    }

    [Fact]
    public async Task ReadAsync_paging_is_ignored_fails_before_the_first_row()
    {
        await using ReportHost host = await ReportHost.OpenAsync(new SandboxReportOptions { IgnorePaging = true });
        List<ReportRow> rows = [];
        ReportFailedException error = await Assert.ThrowsAsync<ReportFailedException>(
            () => ReadAsync(host, Profiles, "d1000000-0000-4000-8000-000000000001", rows));
        Assert.Contains("same page twice", error.Message, StringComparison.Ordinal);
        Assert.Empty(rows);
        Assert.Equal(2, host.Requests.Count);
    }

    [Fact]
    public async Task ReadAsync_columns_in_another_order_gives_the_same_rows()
    {
        await using ReportHost forward = await ReportHost.OpenAsync();
        await using ReportHost reverse = await ReportHost.OpenAsync(new SandboxReportOptions { ReverseColumns = true });
        (List<ReportRow> one, _) = await ReadAsync(forward, Profiles, "d1000000-0000-4000-8000-000000000001");
        (List<ReportRow> other, _) = await ReadAsync(reverse, Profiles, "d1000000-0000-4000-8000-000000000001");
        Assert.Equal(one[0].Columns.Reverse(), other[0].Columns);
        Assert.Equal(
            one.Select(row => row.Columns.Select(column => row[column])),
            other.Select(row => row.Columns.Reverse().Select(column => row[column])));
    }

    [Fact]
    public async Task ReadAsync_more_rows_than_allowed_are_left_to_a_job()
    {
        await using ReportHost host = await ReportHost.OpenAsync();
        ReportActionClient client = new(host.Client, new ReportLimits { MaxActionRows = 149 });
        ReportFailedException error = await Assert.ThrowsAsync<ReportFailedException>(
            async () => await client.ReadAsync(Profiles, "d1000000-0000-4000-8000-000000000001", null, ReportHost.Token)
                .GetAsyncEnumerator(ReportHost.Token).MoveNextAsync());
        Assert.Contains("150 rows", error.Message, StringComparison.Ordinal);
        Assert.Single(host.Requests);
    }

    [Fact]
    public async Task ReadAsync_action_does_not_exist_is_a_failure_of_the_service()
    {
        await using ReportHost host = await ReportHost.OpenAsync(new SandboxReportOptions { ActionsAreGone = true });
        GraphFailureException error = await Assert.ThrowsAsync<GraphFailureException>(
            () => ReadAsync(host, Profiles, "d1000000-0000-4000-8000-000000000001"));
        Assert.Equal(400, error.Failure.StatusCode);
    }

    private static async Task<(List<ReportRow> Rows, long? Total)> ReadAsync(
        ReportHost host, string action, string policy, List<ReportRow>? into = null)
    {
        List<ReportRow> rows = into ?? [];
        long? total = null;
        ReportActionClient client = new(host.Client, new ReportLimits());
        await foreach (ReportRow row in client.ReadAsync(action, policy, count => total = count, ReportHost.Token))
        {
            rows.Add(row);
        }

        return (rows, total);
    }
}
