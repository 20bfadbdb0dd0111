using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Connections;

/// <summary>Completes -Scopes with the permissions that the cmdlets need.</summary>
internal sealed class ScopeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.OrHint(GraphSchema.Resources
            .SelectMany(resource => new[] { resource.ReadPermission, resource.WritePermission })
            .Distinct(StringComparer.Ordinal)
            .Where(scope => scope.Contains(wordToComplete, StringComparison.OrdinalIgnoreCase))
            .Select(scope => new CompletionResult(scope)), wordToComplete, "No command needs this permission.");
}
