using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>Completes the id of a policy from the service, by its beginning or by a part of the policy's name.</summary>
internal sealed class PolicyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        string word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        ResourceDescriptor? policies = GraphSchema.Resources
            .FirstOrDefault(resource => string.Equals(resource.ParentParameter, parameterName, StringComparison.OrdinalIgnoreCase))?.Parent;
        Connection? connection = PSValue.Unwrap(fakeBoundParameters["Connection"]) switch
        {
            Connection given => given,
            string name => ConnectionStore.Find(name),
            _ => ConnectionStore.Default(),
        };
        return policies is null || connection is null || connection.IsClosed
            ? []
            : PolicyNames.Of(connection, policies)
                .Where(policy => policy.Key.StartsWith(word, StringComparison.OrdinalIgnoreCase) || policy.Value.Contains(word, StringComparison.CurrentCultureIgnoreCase))
                .OrderBy(policy => policy.Value, StringComparer.CurrentCultureIgnoreCase)
                .Select(policy => new CompletionResult(
                    Quoted(policy.Key), $"{policy.Value} ({policy.Key})", CompletionResultType.ParameterValue, $"{policy.Value}\n{policy.Key}"));
    }

    private static string Quoted(string id) =>
        id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') ? id : $"'{CodeGeneration.EscapeSingleQuotedStringContent(id)}'";
}
