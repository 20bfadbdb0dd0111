using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>Completes the id of a policy by its first characters or by a part of the policy's name.</summary>
internal sealed class PolicyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        string word = Completion.Unquote(wordToComplete);
        ResourceDescriptor? policies = GraphSchema.Resources
            .FirstOrDefault(resource => string.Equals(resource.ParentParameter, parameterName, StringComparison.OrdinalIgnoreCase))?.Parent;
        Connection[] connections = CompletionConnections.Find(fakeBoundParameters["Connection"], out string? hint);
        IEnumerable<CompletionResult> found = policies is null || connections.Length == 0
            ? []
            : CompletionNames.OfPolicies(connections[0], policies, out hint)
                .Where(policy => policy.Key.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                    || policy.Value.Contains(word, StringComparison.CurrentCultureIgnoreCase))
                .OrderBy(policy => policy.Value, StringComparer.CurrentCultureIgnoreCase)
                .Select(policy => new CompletionResult(
                    Completion.Quote(policy.Key),
                    $"{policy.Value} ({policy.Key})",
                    CompletionResultType.ParameterValue,
                    $"{policy.Value}\n{policy.Key}"));
        return Completion.OrHint(found, wordToComplete, hint ?? "No policy has this in its id or name.");
    }
}
