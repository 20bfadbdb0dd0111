using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>What the engine knows of each command of the module.</summary>
public sealed class CommandTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    public static TheoryData<string> Commands => [.. ModuleCommands.All];

    public static TheoryData<string> NounCommands =>
        [.. ModuleCommands.Nouns.SelectMany(noun => new[] { "Get-" + noun, "New-" + noun, "Set-" + noun, "Remove-" + noun })];

    [Fact]
    public void Manifest_exports_every_command_of_the_assembly_and_no_other()
    {
        PipelineResult result = Run(
            """
            $loaded = Get-Module DeviceStatus
            $loaded.ExportedCmdlets.Count
            $loaded.ExportedFunctions.Count + $loaded.ExportedAliases.Count + $loaded.ExportedVariables.Count
            $cmdlet = [Management.Automation.Cmdlet]
            @($loaded.ImplementingAssembly.GetTypes().Where({ -not $_.IsAbstract -and $_.IsSubclassOf($cmdlet) })).Count
            """).Succeeded();
        Assert.Equal([$"{ModuleCommands.All.Count}", "0", $"{ModuleCommands.All.Count}"], result.Texts);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_has_an_approved_verb_and_a_help_page(string command)
    {
        string verb = command[..command.IndexOf('-', StringComparison.Ordinal)];
        string[] verbs = ["Connect", "Disconnect", "Get", "New", "Set", "Remove", "Measure", "Export", "Import", "Compare", "Send", "Test"];
        Assert.Contains(verb, verbs);
        Assert.EndsWith($"/docs/{command}.md", Run("(Get-Command $args[0]).HelpUri", command).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NounCommands))]
    public void Permission_of_each_command_is_known(string command)
    {
        PSObject row = Assert.Single(Run("Get-DeviceStatusPermission $args[0]", command).Succeeded().Output)!;
        bool isWrite = !command.StartsWith("Get-", StringComparison.Ordinal);
        Assert.Equal(command, row.Properties["Command"].Value);
        Assert.Matches(
            $@"^DeviceManagement(Configuration|Apps)\.{(isWrite ? "ReadWrite" : "Read")}\.All$",
            (string)row.Properties["Permission"].Value);
        Assert.Equal(isWrite ? "ReadWrite" : "Read", row.Properties["Access"].Value);
        Assert.True(Guid.TryParse($"{row.Properties["DelegatedId"].Value}", out _));
        Assert.True(Guid.TryParse($"{row.Properties["ApplicationId"].Value}", out _));
    }

    [Fact]
    public void Permission_of_an_unknown_command_is_an_error() =>
        Assert.Equal(["CommandNotFound"], Run("Get-DeviceStatusPermission Get-Nothing").ErrorIds);

    [Fact]
    public void Permissions_are_found_by_wildcards_and_from_the_pipeline()
    {
        Assert.Equal(4, Run("Get-DeviceStatusPermission *-IosUpdateDeviceStatus").Succeeded().Output.Count);
        Assert.Equal(
            2, Run("'Get-IosUpdateDeviceStatus', 'Set-IosUpdateDeviceStatus' | Get-DeviceStatusPermission").Succeeded().Output.Count);
    }
}
