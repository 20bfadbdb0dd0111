using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DeviceStatus.Connections;

/// <summary>Completes -Connection with the names of the open connections.</summary>
internal sealed class ConnectionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.OrHint(ConnectionStore.All()
            .Where(connection => connection.Name.StartsWith(Completion.Unquote(wordToComplete), StringComparison.OrdinalIgnoreCase))
            .Select(connection => new CompletionResult(
                connection.Name.Contains(' ', StringComparison.Ordinal) ? $"'{connection.Name}'" : connection.Name,
                connection.Name,
                CompletionResultType.ParameterValue,
                $"{connection.AuthType} {connection.GraphEndpoint}")),
                wordToComplete,
                "No open connection has this name. Connect-DeviceStatus opens one.");
}
