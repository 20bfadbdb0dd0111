using System.Management.Automation;

namespace DeviceStatus.Module.Tests.Harness;

/// <summary>The commands of the module, as the engine sees them.</summary>
internal static class ModuleCommands
{
    private static readonly Dictionary<string, CmdletInfo> Commands = Read();

    /// <summary>The names of all commands.</summary>
    internal static IReadOnlyList<string> All { get; } = [.. Commands.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The nouns that have the four verbs.</summary>
    internal static IReadOnlyList<string> Nouns { get; } =
        [.. All.Where(name => name.StartsWith("New-", StringComparison.Ordinal)).Select(name => name[4..])];

    /// <summary>The commands that write.</summary>
    internal static IReadOnlyList<string> Writing { get; } =
        [.. Nouns.SelectMany(noun => new[] { "New-" + noun, "Set-" + noun, "Remove-" + noun })];

    /// <summary>What the engine knows of a command.</summary>
    internal static CmdletInfo Info(string name) => Commands[name];

    /// <summary>The parameters of a command without the common ones.</summary>
    internal static IReadOnlyList<ParameterMetadata> Parameters(string name) =>
    [
        .. Commands[name].Parameters.Values
            .Where(
                parameter => !Cmdlet.CommonParameters.Contains(parameter.Name)
                    && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name)),
    ];

    /// <summary>Whether a command uses a connection.</summary>
    internal static bool IsConnected(string name) =>
        Commands[name].Parameters.ContainsKey("Connection") && name is not "Disconnect-DeviceStatus";

    /// <summary>A call that binds, with the ids that the command needs and a property to write.</summary>
    internal static string Call(string name)
    {
        string call = name;
        foreach (ParameterMetadata parameter in Parameters(name).Where(parameter => IsId(parameter.Name)))
        {
            bool isPolicy = parameter.Name != "Id";
            if (isPolicy || !name.StartsWith("Get-", StringComparison.Ordinal))
            {
                call += $" -{parameter.Name} {(isPolicy ? "p" : "i")}";
            }
        }

        return name[..name.IndexOf('-', StringComparison.Ordinal)] switch
        {
            "New" or "Set" => call + " -Status error",
            "Remove" => call + " -Confirm:$false",
            "Export" when name == "Export-DeviceStatusIntuneReport" => call + " -Name DeviceCompliance",
            _ => call,
        };
    }

    /// <summary>The parameter for the policy, or null.</summary>
    internal static string? PolicyParameter(string name) =>
        Parameters(name).Select(parameter => parameter.Name).FirstOrDefault(id => id != "Id" && IsId(id));

    private static bool IsId(string name) =>
        name == "Id" || name.EndsWith("ConfigurationId", StringComparison.Ordinal) || name.EndsWith("PolicyId", StringComparison.Ordinal);

    private static Dictionary<string, CmdletInfo> Read()
    {
        using PowerShellSession session = new();
        return session.Invoke("Get-Command -Module DeviceStatus").Succeeded().Output
            .Select(item => (CmdletInfo)item!.BaseObject)
            .ToDictionary(command => command.Name, StringComparer.Ordinal);
    }
}
