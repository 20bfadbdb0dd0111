using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>What the removal of the module ends.</summary>
public sealed class RemovalTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    [Fact]
    public void Remove_Module_closes_the_connections_of_its_session_and_no_other()
    {
        using PowerShellSession other = new();
        other.Invoke("$connection = Connect-DeviceStatus -Sandbox -Name Removed").Succeeded();
        Assert.Contains("Removed", Run("Get-DeviceStatusConnection").Succeeded().Values("Name"));

        other.Invoke("Remove-Module DeviceStatus").Succeeded();

        Assert.Equal([ModuleFixture.ConnectionName], Run("Get-DeviceStatusConnection").Succeeded().Values("Name"));
        other.Invoke("Import-Module $module").Succeeded();
        PipelineResult result = other.Invoke("Get-IosUpdateDeviceStatus -Connection $connection -Top 1");
        Assert.Equal("NotConnected", Assert.Single(result.ErrorIds));
        Run("Get-IosUpdateDeviceStatus -Top 1").Succeeded();
    }
}
