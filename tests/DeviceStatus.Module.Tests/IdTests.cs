using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>What ids, filters and property names become in a URL.</summary>
public sealed class IdTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    [Theory]
    [InlineData("%2e", "%252e")]
    [InlineData("%2e%2e", "%252e%252e")]
    [InlineData("...", "...")]
    [InlineData("a b", "a%20b")]
    [InlineData("ü", "%C3%BC")]
    [InlineData("😀", "%F0%9F%98%80")]
    [InlineData("a?b=c", "a%3Fb%3Dc")]
    [InlineData("a#b", "a%23b")]
    [InlineData("a\r\nX-Evil: 1", "a%0D%0AX-Evil%3A%201")]
    [InlineData("';{}$&+,:@", "%27%3B%7B%7D%24%26%2B%2C%3A%40")]
    public void Id_with_reserved_characters_is_one_escaped_segment(string id, string segment)
    {
        Run(
            """
            Set-DeviceConfigurationDeviceStatus $args[0] $args[0] -Status error
            Get-DeviceConfigurationDeviceStatus $args[0] $args[0]
            Get-DeviceConfigurationDeviceStatus $args[0]
            """,
            id);
        RunRows([Row("Id=" + id), Row("Id=" + id)], "$rows | Remove-IosUpdateDeviceStatus -Confirm:$false");

        string path = $"/v1.0/deviceManagement/deviceConfigurations/{segment}/deviceStatuses";

        // A list may be compared with its overview, which is read at the same time.
        string overview = $"GET /v1.0/deviceManagement/deviceConfigurations/{segment}/deviceStatusOverview";
        Assert.Equal(
            [
                $"PATCH {path}/{segment}",
                $"GET {path}/{segment}",
                "GET " + path,
                $"DELETE {IosPath}/{segment}",
                $"DELETE {IosPath}/{segment}",
            ],
            Server.Operations().Select(operation => operation.Line).Where(line => line != overview));
        Assert.DoesNotContain(Server.Requests(), request => request.Headers.ContainsKey("X-Evil"));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("../../users")]
    [InlineData("..%2Fusers")]
    [InlineData("a\\b")]
    [InlineData("$count")]
    [InlineData("$Ref")]
    [InlineData("a", '\ud800')]
    public void Id_that_no_escape_makes_a_segment_is_refused(string id, char? last = null)
    {
        // A test case cannot hold half of a surrogate pair in a text.
        id += last;
        PipelineResult result = Run(
            """
            Set-IosUpdateDeviceStatus $args[0] -Status error
            Set-DeviceConfigurationDeviceStatus $args[0] x -Status error
            Get-IosUpdateDeviceStatus $args[0]
            """,
            id);

        Assert.Equal(
            [
                "InvalidRow,DeviceStatus.Commands.SetIosUpdateDeviceStatusCommand",
                "InvalidRow,DeviceStatus.Commands.SetDeviceConfigurationDeviceStatusCommand",
                "InvalidRow,DeviceStatus.Commands.GetIosUpdateDeviceStatusCommand",
            ],
            result.Errors.Select(error => error.FullyQualifiedErrorId));
        Assert.Empty(Server.Requests());
    }

    [Fact]
    public void Row_with_the_names_of_Graph_binds_to_the_ids()
    {
        RunRows(
            [Row("deviceConfigurationId=p", "deviceConfigurationDeviceStatusId=i", "status=ERROR")],
            "$rows | Set-DeviceConfigurationDeviceStatus");

        ServerOperation operation = Server.SingleOperation();
        Assert.Equal("/v1.0/deviceManagement/deviceConfigurations/p/deviceStatuses/i", operation.Url);
        Assert.Equal("""{"@odata.type":"#microsoft.graph.deviceConfigurationDeviceStatus","status":"error"}""", operation.Body);
    }

    [Fact]
    public void Filter_and_Property_with_line_breaks_stay_in_the_query()
    {
        Run("""Get-IosUpdateDeviceStatus -Filter "a`r`nX-Evil: 1&`$expand=x#y" -Property "id&`$top=1`r`nX-Evil: 1" """);

        ServerRequest request = Server.Requests()[0];
        Assert.Equal(
            IosPath + "?$filter=a%0D%0AX-Evil%3A%201%26%24expand%3Dx%23y&$select=id,id%26%24top%3D1%0D%0AX-Evil%3A%201", request.Url);
        Assert.False(request.Headers.ContainsKey("X-Evil"));
    }

    [Fact]
    public void Connect_with_a_line_break_in_the_token_is_refused_and_does_not_show_it()
    {
        PipelineResult result = Run(
            "Connect-DeviceStatus -Name Evil -GraphEndpoint $args[0] -AccessToken $args[1]",
            Server.Url,
            PowerShellSession.Secret("abc\r\nX-Evil: 1"));

        Assert.EndsWith(",DeviceStatus.Commands.ConnectDeviceStatusCommand", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Run("Get-DeviceStatusConnection Evil*").Output);
    }
}
