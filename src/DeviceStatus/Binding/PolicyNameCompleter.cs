using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>Completes the names of policies from the service, for the kinds and connections that the command line names.</summary>
internal sealed class PolicyNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        string word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        HashSet<string> kinds = new(Texts(fakeBoundParameters["Kind"]), StringComparer.OrdinalIgnoreCase);
        Connection[] connections = ConnectionSelector.TryFind(fakeBoundParameters["Connection"]);
        return connections
            .SelectMany(connection => GraphSchema.Policies
                .Where(policies => kinds.Count == 0 || kinds.Contains(policies.Noun))
                .SelectMany(policies => PolicyNames.Of(connection, policies).Select(policy => (Name: policy.Value, Kind: policies.Noun))))
            .Where(policy => policy.Name.Contains(word, StringComparison.CurrentCultureIgnoreCase))
            .DistinctBy(policy => policy.Name, StringComparer.OrdinalIgnoreCase)
            .OrderBy(policy => policy.Name, StringComparer.CurrentCultureIgnoreCase)
            .Select(policy => new CompletionResult(
                Quoted(policy.Name), policy.Name, CompletionResultType.ParameterValue, $"{policy.Name}\n{policy.Kind}"));
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
