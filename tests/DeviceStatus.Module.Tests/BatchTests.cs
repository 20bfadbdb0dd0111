using System.Globalization;
using System.Text.Json.Nodes;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>How rows become requests and batches.</summary>
public sealed class BatchTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    [Fact]
    public void Write_of_one_row_is_sent_without_a_batch()
    {
        Run("Set-IosUpdateDeviceStatus $args[0] -Status error", IosId).Succeeded();
        ServerRequest request = Assert.Single(Server.Requests());
        Assert.Equal("PATCH", request.Method);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal("application/json", request.Headers["Accept"]);
    }

    [Theory]
    [InlineData(20, 45)]
    [InlineData(3, 7)]
    [InlineData(1, 3)]
    public void Write_of_several_rows_is_sent_in_batches_of_at_most_the_size(int size, int rows)
    {
        Run(
            """
            1..$args[1] | ForEach-Object { [pscustomobject]@{ Id = "row$_"; OsVersion = "$_" } } |
                Set-IosUpdateDeviceStatus -BatchSize $args[0] -ThrottleLimit 2
            """,
            size,
            rows);
        IReadOnlyList<ServerRequest> requests = Server.Requests();
        Assert.All(requests.Where(request => request.IsBatch), request => Assert.InRange(Items(request).Count, 1, size));
        Assert.Equal(
            Enumerable.Range(1, rows),
            Server.Operations().Select(Number).Order());
        if (size > 1)
        {
            Assert.Contains(requests, request => request.IsBatch);
        }
        else
        {
            Assert.Equal(rows, requests.Count);
        }
    }

    [Fact]
    public void Batch_items_are_numbered_and_have_a_relative_url_and_a_content_type()
    {
        Run("""1..2 | ForEach-Object { [pscustomobject]@{ Id = "row$_"; OsVersion = "$_" } } | Set-IosUpdateDeviceStatus""");
        ServerRequest request = Assert.Single(Server.Requests());
        Assert.Equal("POST /v1.0/$batch", request.Method + " " + request.Url);
        Assert.Equal("{\"requests\":[" + Item(1) + "," + Item(2) + "]}", request.Body);

        static string Item(int number) =>
            $$"""{"id":"{{number}}","method":"PATCH","url":"/deviceManagement/iosUpdateStatuses/row{{number}}","""
            + "\"headers\":{\"Content-Type\":\"application/json\"},"
            + "\"body\":{" + IosType + $",\"osVersion\":\"{number}\"}}}}";
    }

    [Fact]
    public void Batch_never_mixes_rows_for_v1_and_beta()
    {
        Run(
            """
            1..30 | ForEach-Object {
                [pscustomobject]@{ Id = "row$_"; Platform = ($_ % 3) ? '' : '8'; InstallStatus = ($_ % 5) ? 'idle' : 'timeout' }
            } | Set-IosUpdateDeviceStatus
            """);
        IReadOnlyList<ServerOperation> operations = Server.Operations();
        Assert.Equal(30, operations.Count);
        Assert.All(operations, operation =>
        {
            bool needsBeta = operation.Body.Contains("platform", StringComparison.Ordinal)
                || operation.Body.Contains("timeout", StringComparison.Ordinal);
            Assert.StartsWith(needsBeta ? "/beta/" : "/v1.0/", operation.Url, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Request_has_a_client_request_id_of_its_own()
    {
        Run("""1..50 | ForEach-Object { [pscustomobject]@{ Id = "row$_"; OsVersion = "$_" } } | Set-IosUpdateDeviceStatus""");
        Run("Get-IosUpdateDeviceStatus").Succeeded();
        string[] ids = [.. Server.Requests().Select(request => request.Headers["client-request-id"])];
        Assert.Equal(5, ids.Length);
        Assert.Equal(5, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(Guid.TryParse(id, out _), id));
    }

    [Fact]
    public void New_outputs_the_objects_in_the_order_of_the_rows_when_responses_are_not()
    {
        Server.Script(new { match = @"^POST .*/\$batch$", mode = "hang" });
        using RunningPipeline pipeline = Session.Begin(
            """1..45 | ForEach-Object { [pscustomobject]@{ UserName = "user $_" } } | New-IosUpdateDeviceStatus -BatchSize 5""");
        Server.WaitForRequests(9);
        Server.Release();
        Assert.Equal(Enumerable.Range(1, 45).Select(number => $"user {number}"), pipeline.Wait().Succeeded().Values("UserName"));
    }

    [Theory]
    [InlineData("Set-IosUpdateDeviceStatus $args[0] -Status error")]
    [InlineData("Remove-IosUpdateDeviceStatus $args[0] -Confirm:$false")]
    public void Set_and_Remove_output_nothing(string script) => Assert.Empty(Run(script, IosId).Succeeded().Output);

    [Fact]
    public void PassThru_outputs_the_updated_objects_of_one_batch()
    {
        PipelineResult passed = RunRows(
            [Row("Id=" + Ios(1), "UserName=user 1"), Row("Id=" + Ios(2), "UserName=user 2")],
            "$rows | Set-IosUpdateDeviceStatus -PassThru");
        Assert.Equal(["user 1", "user 2"], passed.Succeeded().Values("UserName"));
        Assert.Single(Server.Requests());
    }

    [Fact]
    public void ApiVersion_of_the_connection_is_used_and_a_warning_names_what_it_lacks()
    {
        PipelineResult result = Run(
            """
            $null = Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token -Name Old -ApiVersion v1.0
            Set-IosUpdateDeviceStatus $args[1] -Platform 8 -Connection Old
            """,
            Server.Url,
            IosId);
        Assert.Equal(IosPath + "/" + IosId, Server.SingleOperation().Url);
        string warning = Assert.Single(result.Warnings);
        Assert.Contains("v1.0", warning, StringComparison.Ordinal);
        Assert.Contains("platform", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_to_beta_writes_a_verbose_message()
    {
        PipelineResult result = Run("Set-IosUpdateDeviceStatus $args[0] -Platform 8 -Verbose", IosId);
        Assert.Contains(
            result.Verbose, line => line.Contains("beta", StringComparison.Ordinal) && line.Contains("platform", StringComparison.Ordinal));
    }

    private static int Number(ServerOperation operation) =>
        int.Parse(operation.Url[(IosPath + "/row").Length..], CultureInfo.InvariantCulture);

    private static JsonArray Items(ServerRequest request) => JsonNode.Parse(request.Body)!["requests"]!.AsArray();
}
