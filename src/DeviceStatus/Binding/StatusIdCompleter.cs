using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>
/// Completes the id of a status on the first page of its list, by its first characters or by a part of the name of its device or user.
/// </summary>
internal sealed class StatusIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        string word = Completion.Unquote(wordToComplete);
        ResourceDescriptor? resource = PropertyNames.ResourceOf(commandName);
        Connection[] connections = CompletionConnections.Find(fakeBoundParameters["Connection"], out string? hint);
        string? parentId = resource?.ParentParameter is { } parent
            ? PSValue.UnwrapAll(fakeBoundParameters[parent]).FirstOrDefault()?.ToString()
            : null;
        if (resource is null || connections.Length == 0)
        {
            return Completion.OrHint([], wordToComplete, hint ?? "The command has no statuses.");
        }

        if (resource.ParentParameter is not null && string.IsNullOrEmpty(parentId))
        {
            return Completion.OrHint([], wordToComplete, $"Give -{resource.ParentParameter} first.");
        }

        IEnumerable<CompletionResult> found = CompletionNames.OfStatuses(connections[0], resource, parentId, out hint)
            .Where(status => status.Key.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                || status.Value.Contains(word, StringComparison.CurrentCultureIgnoreCase))
            .Select(status => new CompletionResult(
                Completion.Quote(status.Key),
                status.Value.Length > 0 ? $"{status.Value} ({status.Key})" : status.Key,
                CompletionResultType.ParameterValue,
                $"{status.Value}\n{status.Key}".Trim()));
        return Completion.OrHint(found, wordToComplete, hint ?? "No status on the first page has this in its id, device or user.");
    }
}
