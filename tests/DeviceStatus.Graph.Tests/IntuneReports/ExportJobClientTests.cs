using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox;

namespace DeviceStatus.Graph.Tests.IntuneReports;

public sealed class ExportJobClientTests
{
    private const string Profile = "DeviceStatusesByConfigurationProfile";
    private const string Compliance = "DeviceStatusByCompliacePolicyReport";

    [Fact]
    public async Task CreateAsync_then_WaitAsync_passes_through_the_states_of_the_job()
    {
        await using ReportHost host = await ReportHost.OpenAsync(new SandboxReportOptions { PollsUntilCompleted = 3 });
        ExportJob job = await host.Jobs.CreateAsync(new ExportJobRequest { ReportName = Profile }, ReportHost.Token);
        Assert.Equal((ExportJobStatus.NotStarted, null, null), (job.Status, job.Url, job.ExpiresOn));
        List<ExportJobStatus> states = [];
        ExportJob completed = await host.Jobs.WaitAsync(job.Id, each => states.Add(each.Status), ReportHost.Token);
        Assert.Equal([ExportJobStatus.InProgress, ExportJobStatus.InProgress, ExportJobStatus.Completed], states);
        Assert.Equal("reports.sandbox.invalid", completed.Url!.Host);
        Assert.True(completed.ExpiresOn > DateTimeOffset.UtcNow.AddHours(5));
    }

    [Fact]
    public async Task ReadAsync_downloads_from_the_other_host_without_a_token()
    {
        await using ReportHost host = await ReportHost.OpenAsync();
        Assert.NotEmpty(await host.ExportAsync(new ExportJobRequest { ReportName = Profile }));
        Assert.All(host.Requests, request => Assert.Equal(request.Url.Host == "graph.contoso.com", request.HasToken));
        Assert.Single(host.Requests, request => request.Url.Host == "reports.sandbox.invalid");
    }

    [Theory]
    [InlineData(Profile, "DeviceConfigurationDeviceStatus")]
    [InlineData(Compliance, "DeviceCompliancePolicyDeviceStatus")]
    public async Task ExportAsync_rows_equal_those_of_the_collection_field_by_field(string report, string noun)
    {
        await using ReportHost host = await ReportHost.OpenAsync();
        ResourceDescriptor resource = GraphSchema.ByNoun(noun);
        List<ReportRow> rows = await host.ExportAsync(new ExportJobRequest { ReportName = report });
        ILookup<string?, StatusEntity> byPolicy = rows.Where(row => !row["PolicyId"]!.StartsWith('e'))
            .Select(row => ReportStatusConverter.Convert(row, resource)).ToLookup(entity => entity.ParentId);
        Assert.NotEmpty(byPolicy);
        foreach (IGrouping<string?, StatusEntity> policy in byPolicy)
        {
            List<StatusEntity> listed = [];
            await foreach (IReadOnlyList<StatusEntity> page in host.Client.ListAsync(
                RequestBuilder.List(resource, policy.Key), null, ReportHost.Token))
            {
                listed.AddRange(page);
            }

            Assert.Equal(
                listed.Select(entity => (entity.DeviceDisplayName, entity.Status, entity.LastReportedDateTime, entity.UserPrincipalName)),
                policy.Select(entity => (entity.DeviceDisplayName, entity.Status, entity.LastReportedDateTime, entity.UserPrincipalName)));
            Assert.All(policy, entity => Assert.Null(entity.Platform));
        }
    }

    [Fact]
    public async Task ExportAsync_filter_by_policy_returns_only_its_rows()
    {
        await using ReportHost host = await ReportHost.OpenAsync();
        const string Policy = "d1000000-0000-4000-8000-000000000002";
        List<ReportRow> rows = await host.ExportAsync(new ExportJobRequest { ReportName = Profile, Filter = $"(PolicyId eq '{Policy}')" });
        Assert.Equal(40, rows.Count);
        Assert.All(rows, row => Assert.Equal(Policy, row["PolicyId"]));
    }

    [Fact]
    public async Task CreateAsync_report_that_refuses_columns_is_asked_again_without_them()
    {
        await using ReportHost host = await ReportHost.OpenAsync(new SandboxReportOptions { RefuseSelect = true });
        List<ReportRow> rows = await host.ExportAsync(new ExportJobRequest { ReportName = Profile, Select = ["DeviceName"] });
        Assert.True(rows[0].Columns.Count > 5);
        Assert.Equal(2, host.Requests.Count(request => request.Method == "POST"));
    }

    [Fact]
    public async Task CreateAsync_accepted_columns_are_the_only_ones_in_the_file()
    {
        await using ReportHost host = await ReportHost.OpenAsync();
        List<ReportRow> rows = await host.ExportAsync(
            new ExportJobRequest { ReportName = Profile, Select = ["DeviceName", "ReportStatus"] });
        Assert.Equal(["DeviceName", "ReportStatus"], rows[0].Columns);
    }

    [Fact]
    public async Task ReadAsync_columns_in_another_order_gives_the_same_rows()
    {
        await using ReportHost forward = await ReportHost.OpenAsync();
        await using ReportHost reverse = await ReportHost.OpenAsync(new SandboxReportOptions { ReverseColumns = true });
        ExportJobRequest request = new() { ReportName = Profile };
        List<ReportRow> one = await forward.ExportAsync(request);
        List<ReportRow> other = await reverse.ExportAsync(request);
        Assert.Equal(one[0].Columns.Reverse(), other[0].Columns);
        Assert.Equal(
            one.Select(row => (row["DeviceName"], row["ReportStatus"])), other.Select(row => (row["DeviceName"], row["ReportStatus"])));
    }

    [Fact]
    public async Task CreateAsync_unknown_report_fails_with_the_message_of_the_service()
    {
        await using ReportHost host = await ReportHost.OpenAsync();
        GraphFailureException error = await Assert.ThrowsAsync<GraphFailureException>(
            () => host.Jobs.CreateAsync(new ExportJobRequest { ReportName = "NoSuchReport" }, ReportHost.Token));
        Assert.Equal(400, error.Failure.StatusCode);
        Assert.Contains("NoSuchReport", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitAsync_failed_job_names_the_job()
    {
        await using ReportHost host = await ReportHost.OpenAsync(new SandboxReportOptions { FailJobs = true });
        ExportJob job = await host.Jobs.CreateAsync(new ExportJobRequest { ReportName = Profile }, ReportHost.Token);
        ReportFailedException error = await Assert.ThrowsAsync<ReportFailedException>(
            () => host.Jobs.WaitAsync(job.Id, null, ReportHost.Token));
        Assert.Contains(job.Id, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitAsync_job_that_takes_too_long_says_that_it_can_be_continued()
    {
        await using ReportHost host = await ReportHost.OpenAsync(
            new SandboxReportOptions { PollsUntilCompleted = 1000 },
            new ExportJobOptions { FirstPollDelay = TimeSpan.FromMilliseconds(1), Timeout = TimeSpan.Zero, RequestsPerMinute = 1000 });
        ExportJob job = await host.Jobs.CreateAsync(new ExportJobRequest { ReportName = Profile }, ReportHost.Token);
        ReportFailedException error = await Assert.ThrowsAsync<ReportFailedException>(
            () => host.Jobs.WaitAsync(job.Id, null, ReportHost.Token));
        Assert.Contains("still running", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_expired_address_says_so()
    {
        await using ReportHost host = await ReportHost.OpenAsync(
            new SandboxReportOptions { AddressLifetime = TimeSpan.FromMilliseconds(1) });
        ExportJob job = await host.Jobs.CreateAsync(new ExportJobRequest { ReportName = Profile }, ReportHost.Token);
        job = await host.Jobs.WaitAsync(job.Id, null, ReportHost.Token);

        // As if this machine's clock were behind: the service refuses, not the client.
        ReportFailedException error = await Assert.ThrowsAsync<ReportFailedException>(
            async () => await host.Jobs
                .ReadAsync(job with { ExpiresOn = null, Url = new Uri(job.Url!.AbsoluteUri + "0") }, ReportHost.Token)
                .GetAsyncEnumerator(ReportHost.Token)
                .MoveNextAsync());
        Assert.Contains("expired", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_zip_over_the_limit_is_not_kept()
    {
        await using ReportHost host = await ReportHost.OpenAsync(options: new ExportJobOptions
        {
            FirstPollDelay = TimeSpan.FromMilliseconds(1),
            RequestsPerMinute = 1000,
            Limits = new ReportLimits { MaxCompressedBytes = 100 },
        });
        await Assert.ThrowsAsync<ReportFailedException>(() => host.ExportAsync(new ExportJobRequest { ReportName = Profile }));
    }

    [Fact]
    public async Task ReadAsync_csv_over_the_limit_fails()
    {
        await using ReportHost host = await ReportHost.OpenAsync(options: new ExportJobOptions
        {
            FirstPollDelay = TimeSpan.FromMilliseconds(1),
            RequestsPerMinute = 1000,
            Limits = new ReportLimits { MaxBytes = 2000 },
        });
        ReportFailedException error = await Assert.ThrowsAsync<ReportFailedException>(
            () => host.ExportAsync(new ExportJobRequest { ReportName = Profile }));
        Assert.Contains("larger than 2,000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateAsync_service_throttles_waits_the_requested_time()
    {
        await using ReportHost host = await ReportHost.OpenAsync(new SandboxReportOptions { RequestsPerMinute = 1 });
        await host.Jobs.CreateAsync(new ExportJobRequest { ReportName = Profile }, ReportHost.Token);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(ReportHost.Token);
        Task<ExportJob> second = host.Jobs.CreateAsync(new ExportJobRequest { ReportName = Profile }, stop.Token);
        while (host.Requests.Count < 2)
        {
            await Task.Yield();
        }

        Assert.False(second.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(2, host.Requests.Count);
    }

    [Fact]
    public async Task RequestsPerMinute_of_the_service_are_kept_so_that_none_is_refused()
    {
        await using ReportHost host = await ReportHost.OpenAsync(
            new SandboxReportOptions { RequestsPerMinute = ExportJobOptions.AppRequestsPerMinute },
            new ExportJobOptions { FirstPollDelay = TimeSpan.FromMilliseconds(1) });
        for (int i = 0; i < ExportJobOptions.AppRequestsPerMinute; i++)
        {
            await host.Jobs.CreateAsync(new ExportJobRequest { ReportName = Profile }, ReportHost.Token);
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(ReportHost.Token);
        Task<ExportJob> waiting = host.Jobs.CreateAsync(new ExportJobRequest { ReportName = Profile }, stop.Token);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(ExportJobOptions.AppRequestsPerMinute, host.Requests.Count);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData("http://reports.example.com/file.zip")]
    [InlineData("ftp://reports.example.com/file.zip")]
    public async Task ReadAsync_address_without_https_is_refused(string address)
    {
        await using ReportHost host = await ReportHost.OpenAsync();
        ExportJob job = new() { Id = "a", Status = ExportJobStatus.Completed, Url = new Uri(address) };
        await Assert.ThrowsAsync<EndpointRefusedException>(
            async () => await host.Jobs.ReadAsync(job, ReportHost.Token).GetAsyncEnumerator(ReportHost.Token).MoveNextAsync());
        Assert.Empty(host.Requests);
    }
}
