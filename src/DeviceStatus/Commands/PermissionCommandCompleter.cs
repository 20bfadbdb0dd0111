using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Commands;

/// <summary>Completes the names of the commands that need a permission.</summary>
internal sealed class PermissionCommandCompleter : IArgumentCompleter
{
    /// <summary>The commands that are not about one resource.</summary>
    private static readonly string[] OtherCommands =
        ["Get-DeviceStatus", "Get-DeviceStatusPolicy", "Test-DeviceStatusService", "Export-DeviceStatusIntuneReport"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.OrHint(
            Names().Where(name => name.StartsWith(Completion.Unquote(wordToComplete), StringComparison.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)
                .Select(name => new CompletionResult(name)),
            wordToComplete,
            "No command that needs a permission has this name.");

    private static IEnumerable<string> Names() => typeof(PermissionCommandCompleter).Assembly.GetTypes()
        .Select(type => type.GetCustomAttribute<CmdletAttribute>())
        .OfType<CmdletAttribute>()
        .Select(cmdlet => (cmdlet.NounName, Name: $"{cmdlet.VerbName}-{cmdlet.NounName}"))
        .Where(cmdlet => GraphSchema.Resources.Any(resource => resource.Noun == cmdlet.NounName)
            || OtherCommands.Contains(cmdlet.Name, StringComparer.Ordinal))
        .Select(cmdlet => cmdlet.Name);
}
