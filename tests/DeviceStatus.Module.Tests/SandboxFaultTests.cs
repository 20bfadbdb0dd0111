using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>The faults by rule of the sandbox, its permissions, and what it tells of its client.</summary>
public sealed class SandboxFaultTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    [Fact]
    public void SandboxFault_of_a_503_for_the_second_item_is_retried_after_its_pause()
    {
        PipelineResult result = Run(
            """
            $fault = @{ StatusCode = 503; Call = 2; Method = 'PATCH'; RetryAfter = 1 }
            $null = Connect-DeviceStatus -Sandbox -Name Scripted -SandboxFault $fault
            Get-IosUpdateDeviceStatus -Top 5 -Property Id | Set-IosUpdateDeviceStatus -Status error
            $run = Get-DeviceStatusRun -Last
            "$($run.Done) $($run.Failed) $($run.Retries)"
            (Get-DeviceStatusConnection).SandboxUsage.EarlyCalls
            """);
        Assert.Equal(["5 0 1", "0"], result.Succeeded().Texts);
    }

    [Fact]
    public void SandboxFault_without_a_response_after_a_creation_is_in_doubt_and_creates_nothing_twice()
    {
        PipelineResult result = Run(
            $$"""
            $fault = @{ Kind = 'MissingAfter'; Call = 1; Method = 'POST'; Scope = 'Item' }
            $null = Connect-DeviceStatus -Sandbox -Name Missing -SandboxFault $fault
            $before = @(Get-DeviceConfigurationDeviceStatus {{Configuration}}).Count
            $null = 1..5 |
                ForEach-Object { [pscustomobject] @{ DeviceConfigurationId = '{{Configuration}}'; DeviceDisplayName = "NEW-$_" } } |
                New-DeviceConfigurationDeviceStatus
            @(Get-DeviceConfigurationDeviceStatus {{Configuration}}).Count - $before
            """);
        Assert.Equal(["5"], result.Texts);
        Assert.Equal(["OutcomeUnknown"], result.ErrorIds);
    }

    [Fact]
    public void SandboxWriteLimit_of_a_paced_run_is_never_exceeded_and_the_requested_time_is_waited()
    {
        PipelineResult result = Run(
            """
            $null = Connect-DeviceStatus -Sandbox -Name Conduct -SandboxWriteLimit 100 -SandboxLatency 1 -SandboxMaxLatency 5
            Get-IosUpdateDeviceStatus -Top 60 -Property Id | Set-IosUpdateDeviceStatus -Status compliant
            $usage = (Get-DeviceStatusConnection).SandboxUsage
            "$($usage.Throttled) $($usage.CallsOverLimit) $($usage.EarlyCalls)"
            "$($usage.NeededPermissions)"
            """);
        Assert.Equal("0 0 0", result.Succeeded().Texts[0]);
        Assert.Contains("DeviceManagementConfiguration.ReadWrite.All", result.Texts[1], StringComparison.Ordinal);
    }

    [Fact]
    public void SandboxPermission_refuses_what_is_not_granted_and_tells_what_was_not_needed()
    {
        PipelineResult result = Run(
            $$"""
            $grant = 'DeviceManagementConfiguration.Read.All', 'DeviceManagementApps.ReadWrite.All'
            $null = Connect-DeviceStatus -Sandbox -Name Granted -SandboxPermission $grant
            @(Get-DeviceConfigurationDeviceStatus {{Configuration}} -Top 1).Count
            Set-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001 -Status error
            $usage = (Get-DeviceStatusConnection).SandboxUsage
            "$($usage.UnneededPermissions)"
            """);
        Assert.Equal(["1", "DeviceManagementApps.ReadWrite.All"], result.Texts);
        Assert.Equal(["GraphForbidden"], result.ErrorIds);
    }

    [Theory]
    [InlineData("@{ StatusCod = 503 }", "'StatusCod' is not a key of a fault. Did you mean 'StatusCode'?")]
    [InlineData("@{ StatusCode = 200 }", "StatusCode is a whole number from 400 to 599, not '200'.")]
    [InlineData("@{ StatusCode = 503; Kind = 'LostAfter' }", "Give either StatusCode or Kind.")]
    [InlineData("@{ Share = 0.5 }", "Give either StatusCode or Kind.")]
    [InlineData("@{ Kind = 'Lost' }", "Kind is LostBefore, LostAfter, MissingBefore, MissingAfter, NotImplemented, not 'Lost'.")]
    [InlineData("@{ StatusCode = 503; Share = 2 }", "Share is a number from 0 to 1, not '2'.")]
    [InlineData("@{ StatusCode = 503; Share = 0.1; Call = 2 }", "Give either Share or Call.")]
    [InlineData("@{ StatusCode = 503; Call = 0 }", "Call is the number of a call, counted from 1")]
    [InlineData("@{ StatusCode = 503; Scope = 'Batch' }", "Scope is Operation, Request, Item, not 'Batch'.")]
    [InlineData("@{ StatusCode = 503; RetryAfter = -1 }", "RetryAfter is a whole number from 0 to 86400, not '-1'.")]
    public void SandboxFault_that_is_no_rule_is_refused_with_its_number_and_an_example(string fault, string message)
    {
        PipelineResult result = Run($"Connect-DeviceStatus -Sandbox -SandboxFault @{{ StatusCode = 500 }}, {fault}");

        Assert.Equal(["InvalidArgument"], result.ErrorIds);
        Assert.Contains("Fault 2 of -SandboxFault: " + message, result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Example: @{ StatusCode = 503", result.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SandboxMaxLatency_below_SandboxLatency_is_refused()
    {
        PipelineResult result = Run("Connect-DeviceStatus -Sandbox -SandboxLatency 50 -SandboxMaxLatency 10");

        Assert.Equal(["InvalidArgument"], result.ErrorIds);
        Assert.Contains("less than -SandboxLatency", result.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SandboxUsage_of_another_connection_is_empty()
    {
        PipelineResult result = Run(
            """
            $opaque = [securestring]::new()
            'eyJhbGciOiJub25lIn0.e30.x'.ToCharArray().ForEach({ $opaque.AppendChar($_) })
            $null = Connect-DeviceStatus -AccessToken $opaque -Name Other -WarningAction SilentlyContinue
            $null -eq (Get-DeviceStatusConnection Other).SandboxUsage
            """);
        Assert.Equal(["True"], result.Texts);
    }
}
