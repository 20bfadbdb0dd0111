using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>
/// Completes the names of policies from the service, or the ids where the parameter is -Id, for the kinds and connections that the command
/// line names.
/// </summary>
internal sealed class PolicyNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        string word = Completion.Unquote(wordToComplete);
        HashSet<string> kinds = new(Texts(fakeBoundParameters["Kind"]), StringComparer.OrdinalIgnoreCase);
        Connection[] connections = CompletionConnections.Find(fakeBoundParameters["Connection"], out string? hint);
        bool isId = string.Equals(parameterName, "Id", StringComparison.OrdinalIgnoreCase);
        List<(string Id, string Name, string Kind)> policies = [];
        foreach (Connection connection in connections)
        {
            foreach (ResourceDescriptor kind in GraphSchema.Policies.Where(policies => kinds.Count == 0 || kinds.Contains(policies.Noun)))
            {
                policies.AddRange(CompletionNames.OfPolicies(connection, kind, out string? none)
                    .Select(policy => (policy.Key, policy.Value, kind.Noun)));
                hint = none ?? hint;
            }
        }

        IEnumerable<CompletionResult> found = policies
            .Where(policy => policy.Name.Contains(word, StringComparison.CurrentCultureIgnoreCase)
                || (isId && policy.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
            .DistinctBy(policy => isId ? policy.Id : policy.Name, StringComparer.OrdinalIgnoreCase)
            .OrderBy(policy => policy.Name, StringComparer.CurrentCultureIgnoreCase)
            .Select(policy => new CompletionResult(
                isId ? Completion.Quote(policy.Id) : Quoted(policy.Name),
                policy.Name,
                CompletionResultType.ParameterValue,
                $"{policy.Name}\n{policy.Kind}\n{policy.Id}"));
        return Completion.OrHint(found, wordToComplete, hint ?? "No policy has this in its name.");
    }

    private static IEnumerable<string> Texts(object? value) => value switch
    {
        null => [],
        string text => [text],
        IEnumerable list => list.Cast<object?>().Select(item => item?.ToString() ?? string.Empty),
        _ => [value.ToString() ?? string.Empty],
    };

    private static string Quoted(string name) =>
        name.All(char.IsAsciiLetterOrDigit) ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
