using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.Sandbox;
using DeviceStatus.TestServer;

namespace DeviceStatus.Graph.Tests.IntuneReports;

public sealed class StatusReportReaderTests
{
    private const string Baseline = "d1000000-0000-4000-8000-000000000001";
    private const string WiFi = "d1000000-0000-4000-8000-000000000002";
    private const string Staff = "c1000000-0000-4000-8000-000000000001";
    private const string Kiosks = "c1000000-0000-4000-8000-000000000002";

    /// <summary>What a configuration report lacks; a compliance report lacks the model and has the user's name.</summary>
    private static readonly string[] Missing = ["id", "platform", "complianceGracePeriodExpirationDateTime"];

    public static TheoryData<string, SandboxReportBehavior> Behaviors
    {
        get
        {
            TheoryData<string, SandboxReportBehavior> rows = [];
            foreach (SandboxReportBehavior behavior in new[]
            {
                SandboxReportBehavior.None, SandboxReportBehavior.FilterIgnored, SandboxReportBehavior.PagingIgnored,
                SandboxReportBehavior.ColumnsReordered,
                SandboxReportBehavior.SelectRefused, SandboxReportBehavior.ActionRemoved,
                SandboxReportBehavior.FilterIgnored | SandboxReportBehavior.PagingIgnored,
            })
            {
                rows.Add("DeviceConfigurationDeviceStatus", behavior);
                rows.Add("DeviceCompliancePolicyDeviceStatus", behavior);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Behaviors))]
    public async Task ReadAsync_rows_equal_those_of_the_collection_field_by_field(string noun, SandboxReportBehavior behavior)
    {
        await using ReportHost host = await ReportHost.OpenAsync(new SandboxReportOptions().With(behavior));
        ResourceDescriptor resource = GraphSchema.ByNoun(noun);
        bool isCompliance = resource == GraphSchema.DeviceCompliancePolicyDeviceStatus;
        string[] policies = isCompliance ? [Staff, Kiosks] : [Baseline, WiFi];
        string[] missing = [.. Missing, isCompliance ? "deviceModel" : "userName"];
        foreach (string[] asked in new[] { policies, [policies[0]], [policies[1]] })
        {
            ILookup<string, StatusEntity> read = (await ReadAsync(host, resource, asked)).Where(row => asked.Contains(row["PolicyId"]))
                .Select(row => ReportStatusConverter.Convert(row, resource)).ToLookup(entity => entity.ParentId!);
            Assert.Equal(asked, read.Select(policy => policy.Key));
            foreach (string policy in asked)
            {
                List<StatusEntity> listed = [];
                await foreach (IReadOnlyList<StatusEntity> page in host.Client.ListAsync(
                    RequestBuilder.List(resource, policy), null, ReportHost.Token))
                {
                    listed.AddRange(page);
                }

                foreach (PropertyDescriptor property in resource.Properties.Where(property => !missing.Contains(property.Name)))
                {
                    Assert.Equal(listed.Select(entity => entity[property.Name]), read[policy].Select(entity => entity[property.Name]));
                }

                Assert.All(read[policy], entity => Assert.All(missing, name => Assert.Null(entity[name])));
            }
        }
    }

    [Fact]
    public async Task ReadAsync_one_policy_needs_no_export_job()
    {
        await using ReportHost host = await ReportHost.OpenAsync();
        long? total = null;
        StatusReportOptions options = Options("a") with { OnTotal = count => total = count };
        Assert.Equal(150, (await ReadAsync(host, GraphSchema.DeviceConfigurationDeviceStatus, [Baseline], options)).Count);
        Assert.Equal(150, total);
        Assert.DoesNotContain(host.Requests, request => request.Url.AbsolutePath.Contains("exportJobs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SandboxReportBehavior.ActionRemoved)]
    [InlineData(SandboxReportBehavior.PagingIgnored)]
    public async Task ReadAsync_action_cannot_be_used_exports_the_report(SandboxReportBehavior behavior)
    {
        await using ReportHost host = await ReportHost.OpenAsync(new SandboxReportOptions().With(behavior));
        List<string> said = [];
        GraphLog log = new() { Verbose = said.Add };
        Assert.Equal(150, (await ReadAsync(host, GraphSchema.DeviceConfigurationDeviceStatus, [Baseline], log: log)).Count);
        Assert.Single(said, text => text.Contains("cannot be used", StringComparison.Ordinal));
        Assert.Single(host.Requests, request => request.Url.Host == "reports.sandbox.invalid");
    }

    [Fact]
    public async Task ReadAsync_action_is_forbidden_fails_without_an_export_job()
    {
        await using ReadingHost host = await ReadingHost.OfAsync(
            context => ReadingHost.JsonAsync(context, """{"error":{"code":"Forbidden","message":"no"}}""", 403));
        StatusReportReader reader = new(
            host.Client, Report(GraphSchema.DeviceConfigurationDeviceStatus), [Baseline], Options("a"), null, null);
        GraphFailureException error = await Assert.ThrowsAsync<GraphFailureException>(
            async () => await reader.ReadAsync(ReportHost.Token).GetAsyncEnumerator(ReportHost.Token).MoveNextAsync());
        Assert.Contains("DeviceManagementConfiguration.Read.All", error.Failure.Advice, StringComparison.Ordinal);
        Assert.Single(host.Requests);
    }

    [Fact]
    public async Task ReadAsync_over_HTTP_sends_the_token_to_Graph_and_never_to_the_host_of_the_file()
    {
        await using ReadingHost host = await ReadingHost.SandboxAsync();
        StatusReportReader reader = new(
            host.Client, Report(GraphSchema.DeviceConfigurationDeviceStatus), [Baseline, WiFi], Options("a"), null, null);
        int rows = 0;
        await foreach (ReportRow row in reader.ReadAsync(ReportHost.Token))
        {
            rows++;
        }

        Assert.Equal(190, rows);
        Assert.NotEqual(host.Server.BaseAddress.Authority, host.Server.FileAddress.Authority);
        ILookup<string, RecordedRequest> byHost = host.Requests.ToLookup(request => request.Headers["Host"]);
        RecordedRequest download = Assert.Single(byHost[host.Server.FileAddress.Authority]);
        Assert.DoesNotContain("Authorization", download.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.All(
            byHost[host.Server.BaseAddress.Authority],
            request => Assert.Contains("Authorization", request.Headers.Keys, StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("same", 1)]
    [InlineData("another", 2)]
    public async Task ReadAsync_after_a_read_that_ended_early_continues_with_the_job_of_the_same_scope(string scope, int jobs)
    {
        await using ReportHost host = await ReportHost.OpenAsync();
        string prefix = Guid.NewGuid().ToString();
        List<string> ids = [];
        await using (IAsyncEnumerator<ReportRow> first = Reader(host, Options(prefix + "same") with { OnJob = ids.Add })
            .ReadAsync(ReportHost.Token).GetAsyncEnumerator(ReportHost.Token))
        {
            Assert.True(await first.MoveNextAsync());
        }

        Assert.Equal(190, await CountAsync(Reader(host, Options(prefix + scope) with { OnJob = ids.Add })));
        Assert.Equal(jobs, ids.Distinct().Count());
        Assert.Equal(jobs, host.Requests.Count(request => request.Method == "POST"));

        // What was read to its end is not read again.
        Assert.Equal(190, await CountAsync(Reader(host, Options(prefix + scope))));
        Assert.Equal(jobs + 1, host.Requests.Count(request => request.Method == "POST"));
    }

    [Fact]
    public async Task ReadAsync_job_that_is_still_running_is_polled_and_not_created_again()
    {
        await using ReportHost host = await ReportHost.OpenAsync(new SandboxReportOptions { PollsUntilCompleted = 5 });
        StatusReportOptions options = Options(Guid.NewGuid().ToString());
        using (CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(ReportHost.Token))
        {
            StatusReportReader stopped = Reader(host, options with { OnPoll = _ => stop.Cancel() });
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                async () => await stopped.ReadAsync(stop.Token).GetAsyncEnumerator(stop.Token).MoveNextAsync());
        }

        Assert.Equal(190, await CountAsync(Reader(host, options)));
        Assert.Single(host.Requests, request => request.Method == "POST");
    }

    [Theory]
    [InlineData(SandboxReportBehavior.JobFailed)]
    [InlineData(SandboxReportBehavior.AddressExpired)]
    public async Task ReadAsync_earlier_job_without_a_file_is_replaced(SandboxReportBehavior behavior)
    {
        // The first job belongs to a sandbox whose jobs have no file; the scope is the same, so that its id is remembered.
        await using ReportHost host = await ReportHost.OpenAsync(new SandboxReportOptions().With(behavior));
        await using ReportHost good = await ReportHost.OpenAsync();
        string scope = Guid.NewGuid().ToString();
        ExportJobRequest request = Report(GraphSchema.DeviceConfigurationDeviceStatus).CreateRequest([Baseline, WiFi]);
        ExportJob job = await host.Jobs.CreateAsync(request, ReportHost.Token);
        UnfinishedJobs.Add(scope, request, job.Id, DateTimeOffset.UtcNow);
        await Assert.ThrowsAsync<ReportFailedException>(() => CountAsync(Reader(host, Options(scope))));
        Assert.Equal(2, host.Requests.Count(each => each.Method == "POST"));

        // Unknown to the other service: it is created there.
        UnfinishedJobs.Add(scope, request, job.Id, DateTimeOffset.UtcNow);
        Assert.Equal(190, await CountAsync(Reader(good, Options(scope))));
    }

    [Theory]
    [InlineData(200, "no zip file", 2)]
    [InlineData(403, "the signature is not valid any more", 2)]
    [InlineData(503, "the server is busy", 1)]
    public async Task ReadAsync_unusable_file_is_exported_again_and_a_failed_download_is_repeated(
        int status, string body, int jobs)
    {
        await using ReportHost host = await ReportHost.OpenAsync();
        StatusReportOptions options = Options(Guid.NewGuid().ToString());
        host.Respond = request => request.RequestUri!.Host == host.Client.Root.Host
            ? null
            : new HttpResponseMessage((System.Net.HttpStatusCode)status) { Content = new StringContent(body) };
        await Assert.ThrowsAsync<ReportFailedException>(() => CountAsync(Reader(host, options)));

        host.Respond = static _ => null;
        Assert.Equal(190, await CountAsync(Reader(host, options)));
        Assert.Equal(jobs, host.Requests.Count(request => request.Method == "POST"));
    }

    [Fact]
    public async Task ReadAsync_given_job_is_used_when_it_has_the_same_rows()
    {
        await using ReportHost host = await ReportHost.OpenAsync();
        StatusReport report = Report(GraphSchema.DeviceConfigurationDeviceStatus);
        ExportJob same = await host.Jobs.CreateAsync(report.CreateRequest([WiFi, Baseline]), ReportHost.Token);
        ExportJob other = await host.Jobs.CreateAsync(report.CreateRequest([Baseline]), ReportHost.Token);
        List<string> used = [];
        StatusReportOptions options = Options(Guid.NewGuid().ToString()) with { OnJob = used.Add };
        Assert.Equal(190, await CountAsync(Reader(host, options with { JobIds = ["Devices_1", other.Id, same.Id] })));
        Assert.Equal([same.Id], used);
        Assert.Equal(190, await CountAsync(Reader(host, options with { JobIds = [other.Id, report.Report.Name + "_0"] })));
        Assert.Equal(2, used.Count);
        Assert.Equal(3, host.Requests.Count(request => request.Method == "POST"));
    }

    [Fact]
    public void UnfinishedJobs_job_that_is_old_is_not_continued()
    {
        VirtualClock clock = new();
        ExportJobRequest request = new() { ReportName = "Devices" };
        string scope = Guid.NewGuid().ToString();
        UnfinishedJobs.Add(scope, request, "Devices_1", clock.GetUtcNow());
        clock.Advance(UnfinishedJobs.Lifetime - TimeSpan.FromSeconds(1));
        Assert.Equal("Devices_1", UnfinishedJobs.Find(scope, request, clock.GetUtcNow()));
        Assert.Null(UnfinishedJobs.Find(scope, request with { Filter = "x" }, clock.GetUtcNow()));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(UnfinishedJobs.Find(scope, request, clock.GetUtcNow()));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void CreateRequest_policies_fit_into_the_filter_or_there_is_none(int count, bool hasFilter)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid().ToString())];
        ExportJobRequest request = Report(GraphSchema.DeviceConfigurationDeviceStatus).CreateRequest(ids);
        request.Validate();
        Assert.Equal(hasFilter, request.Filter is not null);
        Assert.All(hasFilter ? ids : [], id => Assert.Contains($"(PolicyId eq '{id}')", request.Filter!, StringComparison.Ordinal));
        Assert.Equal(request.Filter, Report(GraphSchema.DeviceConfigurationDeviceStatus).CreateRequest([.. ids.Reverse()]).Filter);
    }

    [Fact]
    public void CreateRequest_quote_in_an_id_stays_in_the_text() =>
        Assert.Equal(
            "(PolicyId eq 'a'' or ''1'' eq ''1')",
            Report(GraphSchema.DeviceConfigurationDeviceStatus).CreateRequest(["a' or '1' eq '1"]).Filter);

    [Theory]
    [InlineData("DeviceName,ReportStatus", "PolicyId")]
    [InlineData("PolicyId,ReportStatus", "DeviceName")]
    [InlineData("PolicyId,DeviceName", "ReportStatus")]
    public void EnsureUsable_missing_column_is_named(string columns, string missing)
    {
        string[] names = columns.Split(',');
        ReportRow row = new(new ReportHeader(names), [.. names.Select(_ => "x")]);
        ReportFailedException error = Assert.Throws<ReportFailedException>(
            () => ReportStatusConverter.EnsureUsable(row, "R", needsPolicy: true));
        Assert.Contains($"no column {missing}.", error.Message, StringComparison.Ordinal);
    }

    private static StatusReport Report(ResourceDescriptor resource) => StatusReport.Of(resource.Parent)!;

    private static StatusReportOptions Options(string scope) => new()
    {
        Scope = scope,
        Jobs = new ExportJobOptions { FirstPollDelay = TimeSpan.FromMilliseconds(1), RequestsPerMinute = 0 },
    };

    private static StatusReportReader Reader(ReportHost host, StatusReportOptions options) =>
        new(host.Client, Report(GraphSchema.DeviceConfigurationDeviceStatus), [Baseline, WiFi], options, null, null);

    private static async Task<int> CountAsync(StatusReportReader reader)
    {
        int rows = 0;
        await foreach (ReportRow row in reader.ReadAsync(ReportHost.Token))
        {
            rows += row["PolicyId"] is Baseline or WiFi ? 1 : 0;
        }

        return rows;
    }

    private static async Task<List<ReportRow>> ReadAsync(
        ReportHost host, ResourceDescriptor resource, string[] policies, StatusReportOptions? options = null, GraphLog? log = null)
    {
        List<ReportRow> rows = [];
        StatusReportReader reader = new(host.Client, Report(resource), policies, options ?? Options(Guid.NewGuid().ToString()), log, null);
        await foreach (ReportRow row in reader.ReadAsync(ReportHost.Token))
        {
            rows.Add(row);
        }

        return rows;
    }
}
