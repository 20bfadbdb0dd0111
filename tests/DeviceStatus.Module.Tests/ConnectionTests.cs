using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>Opening, choosing and ending connections.</summary>
public sealed class ConnectionTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    /// <summary>Each command that talks to the service, with arguments that bind.</summary>
    public static TheoryData<string> ConnectedCommands
    {
        get
        {
            TheoryData<string> data = [];
            foreach (string command in ModuleCommands.All.Where(ModuleCommands.IsConnected))
            {
                data.Add(command);
            }

            return data;
        }
    }

    [Theory]
    [InlineData("http://graph.example.com", "https", "loopback")]
    [InlineData("http://127.0.0.1.example.com", "https", "loopback")]
    [InlineData("https://graph.microsoft.com/v1.0", "v1.0", "-ApiVersion")]
    [InlineData("https://graph.microsoft.com/beta/", "beta", "-ApiVersion")]
    [InlineData("https://graph.microsoft.com/?a=b", "root URL", "")]
    [InlineData("https://someone:pass-phrase@graph.microsoft.com", "root URL", "")]
    [InlineData("http://someone:pass-phrase@graph.microsoft.com", "https", "")]
    [InlineData("ftp://localhost", "https", "")]
    [InlineData("graph.microsoft.com", "complete URL", "")]
    public void Connect_with_an_endpoint_that_is_not_a_safe_root_is_refused(string endpoint, string first, string second)
    {
        ErrorRecord error = Run("Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token", endpoint).Error;
        Assert.Equal("InvalidArgument,DeviceStatus.Commands.ConnectDeviceStatusCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Contains(first, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(second, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("pass-phrase", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ConnectedCommands))]
    public void Command_without_a_connection_says_how_to_connect(string command)
    {
        Run("Get-DeviceStatusConnection | Disconnect-DeviceStatus").Succeeded();
        ErrorRecord error = Run(ModuleCommands.Call(command)).Error;
        Assert.StartsWith("NotConnected,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ConnectionError, error.CategoryInfo.Category);
        Assert.Contains("Connect-DeviceStatus -Sandbox", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Server.Requests());
    }

    [Theory]
    [MemberData(nameof(ConnectedCommands))]
    public void Command_with_a_connection_by_name_uses_it(string command)
    {
        Run("$null = Connect-DeviceStatus -Sandbox -Name Newest").Succeeded();
        Run(ModuleCommands.Call(command) + " -Connection " + ModuleFixture.ConnectionName);
        Assert.NotEmpty(Server.Requests());
    }

    [Fact]
    public void Connection_that_was_ended_is_refused()
    {
        PipelineResult result = Run(
            """
            $gone = Connect-DeviceStatus -Sandbox -Name Gone
            Disconnect-DeviceStatus $gone
            Get-IosUpdateDeviceStatus -Connection $gone
            Get-IosUpdateDeviceStatus -Connection Gone
            """);
        Assert.Equal(["NotConnected", "ParameterArgumentTransformationError"], result.ErrorIds);
        Assert.Contains("Gone", result.Errors[1].ToString(), StringComparison.Ordinal);
        Assert.Contains(ModuleFixture.ConnectionName, result.Errors[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Disconnect_without_a_connection_is_an_error() =>
        Assert.Equal(["NotConnected"], Run("Get-DeviceStatusConnection | Disconnect-DeviceStatus; Disconnect-DeviceStatus").ErrorIds);

    [Fact]
    public void Connection_with_an_unknown_name_is_not_found() =>
        Assert.Equal(["ConnectionNotFound"], Run("Get-DeviceStatusConnection Nowhere").ErrorIds);

    [Fact]
    public void Connection_opened_last_is_the_default_and_others_are_chosen_by_object_and_name()
    {
        PipelineResult result = Run(
            """
            $north = Connect-DeviceStatus -Sandbox -Name North
            $south = Connect-DeviceStatus -Sandbox -Name South
            $null = New-IosUpdateDeviceStatus -OsVersion default
            $null = New-IosUpdateDeviceStatus -OsVersion object -Connection $north
            $null = New-IosUpdateDeviceStatus -OsVersion name -Connection north
            $null = New-IosUpdateDeviceStatus -OsVersion name -Connection South
            foreach ($connection in 'North', $south) {
                (Get-IosUpdateDeviceStatus -Connection $connection).OsVersion.Where({ $_ -notmatch '^\d' }) -join ' '
            }
            """).Succeeded();
        Assert.Equal(["object name", "default name"], result.Texts);
        Assert.Equal("South", Run("Get-DeviceStatusConnection").Values("Name")[0]);
    }

    [Fact]
    public void Connection_of_the_same_name_replaces_the_first()
    {
        PipelineResult result = Run(
            """
            $old = Connect-DeviceStatus -Sandbox -Name West
            $null = Connect-DeviceStatus -Sandbox -Name west
            @(Get-DeviceStatusConnection West).Count
            Get-IosUpdateDeviceStatus -Connection $old
            """);
        Assert.Equal("1", result.Text);
        Assert.Equal(["NotConnected"], result.ErrorIds);
    }

    [Fact]
    public void Connections_without_a_name_get_different_ones()
    {
        Run("1..3 | ForEach-Object { $null = Connect-DeviceStatus -Sandbox }").Succeeded();
        Assert.Equal(
            ["Sandbox", "Sandbox2", "Sandbox3"], Run("Get-DeviceStatusConnection Sandbox*").Values("Name").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Disconnect_makes_the_connection_before_the_default()
    {
        Run("'A', 'B' | ForEach-Object { $null = Connect-DeviceStatus -Sandbox -Name $_ }; Disconnect-DeviceStatus").Succeeded();
        Assert.Equal("A", Run("Get-DeviceStatusConnection").Values("Name")[0]);
    }

    [Fact]
    public void Connection_with_wildcards_finds_the_names_that_match()
    {
        Run("'East', 'Easter', 'West' | ForEach-Object { $null = Connect-DeviceStatus -Sandbox -Name $_ }").Succeeded();
        Assert.Equal(["East", "Easter"], Run("Get-DeviceStatusConnection east*").Values("Name").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Connections_work_in_the_runspaces_of_ForEach_Object_Parallel()
    {
        PipelineResult result = Run(
            """
            $north = Connect-DeviceStatus -Sandbox -Name North
            $null = Connect-DeviceStatus -Sandbox -Name South
            $null = 1..12 | ForEach-Object -Parallel {
                Import-Module $using:module
                $row = [pscustomobject]@{ OsVersion = 'parallel'; UserName = "user $_" }
                switch ($_ % 3) {
                    0 { $row | New-IosUpdateDeviceStatus }
                    1 { $row | New-IosUpdateDeviceStatus -Connection South }
                    2 { $row | New-IosUpdateDeviceStatus -Connection $using:north }
                }
            } -ThrottleLimit 4
            @((Get-IosUpdateDeviceStatus).Where({ $_.OsVersion -eq 'parallel' })).Count
            @((Get-IosUpdateDeviceStatus -Connection North).Where({ $_.OsVersion -eq 'parallel' })).Count
            """).Succeeded();
        Assert.Equal(["8", "4"], result.Texts);
    }

    [Fact]
    public void Runspaces_share_the_pace_of_a_connection()
    {
        PipelineResult result = Run(
            """
            $null = Connect-DeviceStatus -Sandbox -Name Paced -WriteLimit 20
            $null = 1..4 | ForEach-Object -Parallel {
                Import-Module $using:module
                1..20 | ForEach-Object { [pscustomobject]@{ OsVersion = 'paced' } } |
                    New-IosUpdateDeviceStatus -Connection Paced -TimeBudget 1 -ErrorAction SilentlyContinue
            } -ThrottleLimit 4
            @((Get-IosUpdateDeviceStatus -Connection Paced).Where({ $_.OsVersion -eq 'paced' })).Count
            """).Succeeded();
        Assert.Equal("20", result.Text);
    }

    [Fact]
    public void Runspace_uses_its_own_connection_as_default()
    {
        using RunningPipeline other = PowerShellSession.BeginElsewhere(
            """
            $null = Connect-DeviceStatus -Sandbox -Name Elsewhere
            (New-IosUpdateDeviceStatus -OsVersion elsewhere).OsVersion
            (Get-DeviceStatusConnection)[0].Name
            """);
        Assert.Equal(["elsewhere", "Elsewhere"], other.Wait().Succeeded().Texts);
        Assert.Equal(ModuleFixture.ConnectionName, Run("Get-DeviceStatusConnection").Values("Name")[0]);
        Assert.Empty(CreatedUsers("elsewhere"));
    }

    [Fact]
    public void Runspaces_that_connect_at_the_same_moment_have_a_sandbox_each()
    {
        using Barrier barrier = new(4);
        RunningPipeline[] pipelines = [.. Enumerable.Range(1, 4).Select(number => PowerShellSession.BeginElsewhere(
            """
            $barrier = $args[0]
            $barrier.SignalAndWait()
            $null = Connect-DeviceStatus -Sandbox
            $barrier.SignalAndWait()
            1..50 | ForEach-Object { [pscustomobject]@{ OsVersion = "runspace $($args[1])" } } | New-IosUpdateDeviceStatus | Out-Null
            $barrier.SignalAndWait()
            $found = (Get-IosUpdateDeviceStatus).OsVersion.Where({ $_ -like 'runspace*' })
            foreach ($name in [Linq.Enumerable]::Distinct([string[]] $found)) { "$(@($found -eq $name).Count) $name" }
            """.Replace("$($args[1])", $"{number}", StringComparison.Ordinal),
            barrier))];
        Assert.Equal(
            ["50 runspace 1", "50 runspace 2", "50 runspace 3", "50 runspace 4"],
            pipelines.SelectMany(pipeline => pipeline.Wait().Succeeded().Texts).Order(StringComparer.Ordinal));
        foreach (RunningPipeline pipeline in pipelines)
        {
            pipeline.Dispose();
        }
    }
}
