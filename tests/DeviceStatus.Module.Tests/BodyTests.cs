using System.Management.Automation;
using System.Text.Json.Nodes;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>Which properties a request carries, and with which values.</summary>
public sealed class BodyTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    [Fact]
    public void Set_with_a_blank_cell_does_not_send_it()
    {
        string[] blank =
        [
            "InstallStatus=", "OsVersion=", "DeviceId=", "UserId=", "DeviceDisplayName=", "UserName=", "DeviceModel=", "Platform=  ",
            "ComplianceGracePeriodExpirationDateTime=   ", "LastReportedDateTime=  ", "UserPrincipalName=",
        ];
        RunRows(
            [Row([.. blank, "Id=x", "Status=Compliant", "Clear="]), Row([.. blank, "Id=x", "Status=", "Clear=UserName"])],
            "$rows | Set-IosUpdateDeviceStatus");

        Assert.Equal(
            ["{" + IosType + ",\"status\":\"compliant\"}", "{" + IosType + ",\"userName\":null}"],
            Server.Operations().Select(operation => operation.Body));
    }

    [Fact]
    public void Clear_with_several_names_sends_null_for_each()
    {
        Run("Set-IosUpdateDeviceStatus $args[0] -Clear userName, DeviceModel", IosId).Succeeded();
        Assert.Equal("{" + IosType + ",\"userName\":null,\"deviceModel\":null}", Server.SingleOperation().Body);
    }

    [Theory]
    [InlineData("UserName DeviceModel")]
    [InlineData("UserName,DeviceModel")]
    [InlineData("UserName; DeviceModel")]
    public void Clear_cell_with_several_names_sends_null_for_each(string cell)
    {
        RunRows([Row("Id=" + IosId, "Clear=" + cell)], "$rows | Set-IosUpdateDeviceStatus").Succeeded();
        Assert.Equal("{" + IosType + ",\"userName\":null,\"deviceModel\":null}", Server.SingleOperation().Body);
    }

    [Fact]
    public void Set_with_special_characters_sends_them_and_Get_returns_them_unchanged()
    {
        const string Text = "ü \"quoted\" \\ / \t <&> 😀 \u2028";
        Run("Set-IosUpdateDeviceStatus $args[0] -UserName $args[1]", IosId, Text).Succeeded();
        Assert.Equal(Text, (string?)JsonNode.Parse(Server.SingleOperation().Body)!["userName"]);
        Assert.Equal([Text], Run("Get-IosUpdateDeviceStatus $args[0]", IosId).Values("UserName"));
    }

    [Theory]
    [InlineData("UserName=a|Clear=UserName", "InvalidRow", "-Clear UserName", "-UserName")]
    [InlineData("Clear=Status", "InvalidRow", "Status", "DeviceDisplayName")]
    [InlineData("Clear=Colour", "InvalidRow", "Colour", "UserName")]
    [InlineData("Status=", "NothingToChange", "Nothing to change", "")]
    public void Row_that_makes_no_request_is_one_error_and_the_next_is_sent(string cells, string errorId, string first, string second)
    {
        PSObject bad = Row(["Id=" + IosId, .. cells.Split('|')]);
        PipelineResult result = RunRows([bad, Row("Id=" + IosId, "OsVersion=1")], "$rows | Set-IosUpdateDeviceStatus");

        ErrorRecord error = result.Error;
        Assert.Equal(errorId + ",DeviceStatus.Commands.SetIosUpdateDeviceStatusCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
        Assert.Contains(first, error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains(second, error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Same(bad, error.TargetObject);
        Assert.Equal("{" + IosType + ",\"osVersion\":\"1\"}", Server.SingleOperation().Body);
    }

    [Fact]
    public void Clear_that_is_typed_wins_over_the_value_of_the_object()
    {
        Run("Get-IosUpdateDeviceStatus $args[0] | Set-IosUpdateDeviceStatus -Clear UserName", IosId).Succeeded();
        Assert.Equal([""], Run("Get-IosUpdateDeviceStatus $args[0]", IosId).Values("UserName"));
    }

    [Fact]
    public void Set_with_a_typed_value_ignores_the_value_of_the_row()
    {
        RunRows([Row("Id=" + IosId, "UserName=row")], "$rows | Set-IosUpdateDeviceStatus -UserName typed").Succeeded();
        Assert.Equal("{" + IosType + ",\"userName\":\"typed\"}", Server.SingleOperation().Body);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("2147483648")]
    [InlineData("1,000")]
    public void Set_with_a_platform_that_is_no_whole_number_is_refused(string text)
    {
        PipelineResult result =
            RunRows([Row("Id=" + IosId, "Platform=" + text)], "$rows | Set-IosUpdateDeviceStatus -WarningAction Ignore");
        Assert.Equal(
            "InvalidRow,DeviceStatus.Commands.SetIosUpdateDeviceStatusCommand",
            result.Error.FullyQualifiedErrorId);
        Assert.Contains($"'{text}'", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("whole number", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Server.Requests());
    }
}
