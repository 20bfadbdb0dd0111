using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>The error record of a row that fails.</summary>
public sealed class ErrorTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    public static TheoryData<int, string, string, ErrorCategory, string> Statuses => new()
    {
        { 400, "BadRequest", "GraphBadRequest", ErrorCategory.InvalidArgument, "Correct the row" },
        { 415, "BadRequest", "GraphBadRequest", ErrorCategory.InvalidArgument, "Correct the row" },
        { 422, "Unprocessable", "GraphBadRequest", ErrorCategory.InvalidArgument, "Correct the row" },
        { 401, "InvalidAuthenticationToken", "GraphUnauthorized", ErrorCategory.AuthenticationError, "Connect again" },
        { 403, "Forbidden", "GraphForbidden", ErrorCategory.PermissionDenied, "DeviceManagementConfiguration.ReadWrite.All" },
        { 404, "ResourceNotFound", "GraphNotFound", ErrorCategory.ObjectNotFound, "Check the id" },
        { 409, "Conflict", "GraphConflict", ErrorCategory.ResourceExists, "exists" },
        { 412, "PreconditionFailed", "GraphConflict", ErrorCategory.ResourceExists, "exists" },
        { 405, "MethodNotAllowed", "GraphVerbNotImplemented", ErrorCategory.NotImplemented, "does not implement this verb" },
        { 400, "No method match route template", "GraphVerbNotImplemented", ErrorCategory.NotImplemented, "about_DeviceStatus" },
        { 500, "InternalServerError", "OutcomeUnknown", ErrorCategory.OperationTimeout, "again" },
        { 429, "TooManyRequests", "GraphThrottled", ErrorCategory.LimitsExceeded, "-WriteLimit" },
        { 503, "ServiceUnavailable", "OutcomeUnknown", ErrorCategory.OperationTimeout, "again" },
    };

    public static TheoryData<string, string, string> Permissions => new()
    {
        { "Get-IosUpdateDeviceStatus", "", "DeviceManagementConfiguration.Read.All" },
        { "New-IosUpdateDeviceStatus", "-UserName a", "DeviceManagementConfiguration.ReadWrite.All" },
        { "Set-IosUpdateDeviceStatus", "i -UserName a", "DeviceManagementConfiguration.ReadWrite.All" },
        { "Remove-IosUpdateDeviceStatus", "i -Confirm:$false", "DeviceManagementConfiguration.ReadWrite.All" },
        { "Get-DeviceConfigurationDeviceStatus", "p", "DeviceManagementConfiguration.Read.All" },
        { "New-DeviceConfigurationDeviceStatus", "p -UserName a", "DeviceManagementConfiguration.ReadWrite.All" },
        { "Set-DeviceConfigurationDeviceStatus", "p i -UserName a", "DeviceManagementConfiguration.ReadWrite.All" },
        { "Remove-DeviceConfigurationDeviceStatus", "p i -Confirm:$false", "DeviceManagementConfiguration.ReadWrite.All" },
        { "Get-DeviceCompliancePolicyDeviceStatus", "p", "DeviceManagementConfiguration.Read.All" },
        { "New-DeviceCompliancePolicyDeviceStatus", "p -UserName a", "DeviceManagementConfiguration.ReadWrite.All" },
        { "Set-DeviceCompliancePolicyDeviceStatus", "p i -UserName a", "DeviceManagementConfiguration.ReadWrite.All" },
        { "Remove-DeviceCompliancePolicyDeviceStatus", "p i -Confirm:$false", "DeviceManagementConfiguration.ReadWrite.All" },
        { "Get-MobileAppConfigurationDeviceStatus", "p", "DeviceManagementApps.Read.All" },
        { "New-MobileAppConfigurationDeviceStatus", "p -UserName a", "DeviceManagementApps.ReadWrite.All" },
        { "Set-MobileAppConfigurationDeviceStatus", "p i -UserName a", "DeviceManagementApps.ReadWrite.All" },
        { "Remove-MobileAppConfigurationDeviceStatus", "p i -Confirm:$false", "DeviceManagementApps.ReadWrite.All" },
        { "Get-IosLobAppProvisioningConfigurationDeviceStatus", "p", "DeviceManagementApps.Read.All" },
        { "New-IosLobAppProvisioningConfigurationDeviceStatus", "p -UserName a", "DeviceManagementApps.ReadWrite.All" },
        { "Set-IosLobAppProvisioningConfigurationDeviceStatus", "p i -UserName a", "DeviceManagementApps.ReadWrite.All" },
        { "Remove-IosLobAppProvisioningConfigurationDeviceStatus", "p i -Confirm:$false", "DeviceManagementApps.ReadWrite.All" },
        { "Get-DeviceConfigurationUserStatus", "p", "DeviceManagementConfiguration.Read.All" },
        { "Get-DeviceCompliancePolicyUserStatus", "p", "DeviceManagementConfiguration.Read.All" },
        { "Get-MobileAppConfigurationUserStatus", "p", "DeviceManagementApps.Read.All" },
        { "Get-IosLobAppProvisioningConfigurationUserStatus", "p", "DeviceManagementApps.Read.All" },
        { "Get-DeviceConfigurationDeviceStatusOverview", "p", "DeviceManagementConfiguration.Read.All" },
        { "Get-MobileAppConfigurationUserStatusSummary", "p", "DeviceManagementApps.Read.All" },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Error_of_a_response_has_its_id_category_and_advice(
        int status, string code, string id, ErrorCategory category, string advice)
    {
        Server.Script(new
        {
            match = "^PATCH ",
            times = 0,
            status,
            headers = new Dictionary<string, string> { ["Retry-After"] = "0.001", ["request-id"] = "r-1" },
            body = new
            {
                error = new
                {
                    code,
                    message = "Why, in words.",
                    innerError = new Dictionary<string, string> { ["client-request-id"] = "c-1", ["request-id"] = "r-1" },
                },
            },
        });
        PSObject row = Row("Id=" + IosId, "UserName=a");
        ErrorRecord error = RunRows([row], "$rows | Set-IosUpdateDeviceStatus -RetryLimit 2").Error;

        Assert.Equal(id + ",DeviceStatus.Commands.SetIosUpdateDeviceStatusCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Same(row, error.TargetObject);
        Assert.Contains(advice, error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("Why, in words.", error.ErrorDetails.Message, StringComparison.Ordinal);
        PSObject exception = new(error.Exception);
        Assert.Equal("DeviceStatus.GraphRequestException", error.Exception.GetType().FullName);
        Assert.Equal(
            $"{status} {code} r-1 PATCH {Server.Url}{IosPath}/{IosId}",
            $"{(int)Value("StatusCode")!} {Value("Code")} {Value("RequestId")} {Value("Method")} {Value("Uri")}");
        Assert.NotNull(Value("ClientRequestId"));
        if (status == 429)
        {
            Assert.Equal(TimeSpan.FromMilliseconds(1), Value("RetryAfter"));
        }

        object? Value(string name) => exception.Properties[name].Value;
    }

    [Fact]
    public void Error_message_that_holds_the_JSON_of_Intune_is_unwrapped_and_kept()
    {
        const string Inner =
            """{"_version":3,"Message":"No OData route exists that match template ~/singleton/navigation/key with http verb PATCH - """
            + """Operation ID (for customer support): 1 - Activity ID: 2","CustomApiErrorPhrase":"","RetryAfter":null,"Error"""
            + """SourceService":"","HttpHeaders":"{}"}""";
        object error400 = new { code = "No method match route template", message = Inner };
        Server.Script(new { match = "^PATCH ", status = 400, body = new { error = error400 } });
        ErrorRecord error = Run("Set-IosUpdateDeviceStatus $args[0] -UserName a", IosId).Error;

        Assert.Equal("GraphVerbNotImplemented,DeviceStatus.Commands.SetIosUpdateDeviceStatusCommand", error.FullyQualifiedErrorId);
        Assert.Contains("No OData route exists that match template", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("_version", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(Inner, new PSObject(error.Exception).Properties["ServiceMessage"].Value);
    }

    [Theory]
    [MemberData(nameof(Permissions))]
    public void Error_of_a_forbidden_request_names_the_permission_that_the_command_needs(
        string command, string arguments, string permission)
    {
        Server.Script(new { match = ".", times = 0, status = 403, body = new { error = new { code = "Forbidden", message = "No." } } });
        ErrorRecord error = Run($"{command} {arguments}").Error;
        Assert.StartsWith("GraphForbidden,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"permission {permission},", error.ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_whose_response_was_lost_is_not_sent_again()
    {
        Server.Script(new { match = "^POST ", mode = "resetAfter", times = 0 });
        ErrorRecord error = Run("New-IosUpdateDeviceStatus -UserName 'lost response'").Error;

        Assert.Equal("OutcomeUnknown,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.OperationTimeout, error.CategoryInfo.Category);
        Assert.Contains("whether the object exists", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Single(Server.Requests());
        Assert.Equal("1", LastRun("OutcomeUnknown"));
        Assert.Single(Run("Get-IosUpdateDeviceStatus -Filter \"userName eq 'lost response'\"").Output);
    }

    [Theory]
    [InlineData("PATCH", "Set-IosUpdateDeviceStatus $args[0] -UserName again")]
    [InlineData("DELETE", "Remove-IosUpdateDeviceStatus $args[0] -Confirm:$false")]
    [InlineData("GET", "$null = Get-IosUpdateDeviceStatus $args[0]")]
    public void Idempotent_request_whose_response_was_lost_is_sent_again_after_a_read(string method, string script)
    {
        Server.Script(new { match = $"^{method} ", mode = "reset" });
        Run(script, IosId).Succeeded();
        string[] expected = method == "GET" ? ["GET", "GET"] : [method, "GET", method];
        Assert.Equal(expected, Server.Requests().Select(request => request.Method));
    }

    [Fact]
    public void Create_whose_response_is_a_page_of_a_proxy_is_unknown()
    {
        ScriptPage("^POST ");
        Assert.Equal(["OutcomeUnknown"], Run("New-IosUpdateDeviceStatus -UserName a").ErrorIds);
        Assert.Single(Server.Requests());
    }

    [Fact]
    public void Read_whose_response_is_a_page_of_a_proxy_is_sent_again_and_outputs_nothing()
    {
        ScriptPage("^GET ");
        using RunningPipeline pipeline = Session.Begin("Get-IosUpdateDeviceStatus $args[0]", IosId);
        Server.WaitForRequests(2);
        pipeline.Stop();
        pipeline.Wait();
        Assert.Empty(pipeline.Output);
    }

    [Fact]
    public void Batch_gives_each_row_its_own_outcome()
    {
        Server.Script(
            new
            {
                match = @"/\$batch$",
                body = new
                {
                    responses = new object[]
                    {
                        new { id = "3", status = 403, body = new { error = new { code = "Forbidden", message = "Not you." } } },
                        new { id = "1", status = 200, body = new { id = Ios(1) } },
                        new { id = "99", status = 200 },
                        new { id = "2", status = 409, body = new { error = new { code = "Conflict", message = "There." } } },
                    },
                },
            },
            new { match = "^PATCH ", status = 404, body = new { error = new { code = "ResourceNotFound", message = "Gone." } } });
        PipelineResult result = RunRows(
            [.. Enumerable.Range(1, 4).Select(number => Row("Id=" + Ios(number), "UserName=a"))], "$rows | Set-IosUpdateDeviceStatus");

        Assert.Equal(
            [$"{Ios(2)} GraphConflict", $"{Ios(3)} GraphForbidden", $"{Ios(4)} GraphNotFound"],
            result.Errors.Zip(result.ErrorIds, (error, id) => $"{((PSObject)error.TargetObject).Properties["Id"].Value} {id}"));
    }

    [Fact]
    public void Error_of_a_service_that_cannot_be_reached_names_it()
    {
        using System.Net.Sockets.TcpListener free = new(System.Net.IPAddress.Loopback, 0);
        free.Start();
        string url = $"http://{free.LocalEndpoint}";
        free.Stop();

        // The retries of both take some seconds, so they run side by side.
        const string Script = "$null = Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token; ";
        using RunningPipeline creating = PowerShellSession.BeginElsewhere(Script + "New-IosUpdateDeviceStatus -UserName a", url);
        using RunningPipeline reading = PowerShellSession.BeginElsewhere(Script + "Get-IosUpdateDeviceStatus", url);
        ErrorRecord create = creating.Wait().Error;
        ErrorRecord read = reading.Wait().Error;
        Assert.Equal("GraphConnection,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand", create.FullyQualifiedErrorId);
        Assert.Equal("GraphConnection,DeviceStatus.Commands.GetIosUpdateDeviceStatusCommand", read.FullyQualifiedErrorId);
        Assert.All([create, read], error => Assert.Equal(ErrorCategory.ConnectionError, error.CategoryInfo.Category));
        Assert.All([create, read], error => Assert.Contains(url, error.ErrorDetails.Message, StringComparison.Ordinal));
        Assert.Contains("Nothing was done", create.ErrorDetails.Message, StringComparison.Ordinal);
    }

    private void ScriptPage(string match) => Server.Script(new
    {
        match,
        times = 0,
        status = 200,
        headers = new Dictionary<string, string> { ["Content-Type"] = "text/html" },
        body = "<html>Please sign in</html>",
    });
}
