using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>A service that responds to updates with 204 and no body.</summary>
public sealed class NoContentUpdateTests : IDisposable
{
    private readonly GraphServer _server = GraphServer.Start("--update-answer", "204");
    private readonly PowerShellSession _session = new();

    public NoContentUpdateTests() =>
        _session.Invoke("$null = Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token -Name Silent", _server.Url).Succeeded();

    [Fact]
    public void PassThru_reads_the_object_back_and_nothing_else_does()
    {
        PipelineResult result = _session.Invoke(
            """
            Set-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001 -UserName a
            Set-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001 -UserName b -PassThru
            """).Succeeded();
        Assert.Equal(["b"], result.Values("UserName"));
        Assert.Equal(["PATCH", "PATCH", "GET"], _server.Operations().Select(operation => operation.Method));
    }

    [Fact]
    public void PassThru_of_many_rows_reads_back_in_batches_of_the_version_of_the_update()
    {
        PipelineResult result = _session.Invoke(
            """
            1..25 | ForEach-Object { [pscustomobject]@{ Id = '52000000-0000-4000-8000-{0:x12}' -f $_; Platform = $_ } } |
                Set-IosUpdateDeviceStatus -PassThru
            """).Succeeded();
        Assert.Equal(Enumerable.Range(1, 25).Select(number => $"{number}"), result.Values("Platform"));
        Assert.Equal(25, _server.Operations().Count(operation => operation.Method == "GET"));
        Assert.All(_server.Requests(), request => Assert.Equal("/beta/$batch", request.Url));
    }

    public void Dispose()
    {
        _session.Invoke("Disconnect-DeviceStatus Silent");
        _session.Dispose();
        _server.Dispose();
    }
}
