using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeviceStatus.Graph;

namespace DeviceStatus;

/// <summary>Completes -Clear with the properties that the service lets be empty.</summary>
internal sealed class ClearCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string noun = commandName[(commandName.IndexOf('-', StringComparison.Ordinal) + 1)..];
        ResourceDescriptor? resource = GraphSchema.Resources.FirstOrDefault(one => string.Equals(one.Noun, noun, StringComparison.OrdinalIgnoreCase));
        return (resource?.Properties ?? [])
            .Where(property => property.IsNullable && property.DisplayName.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
            .Select(property => new CompletionResult(property.DisplayName, property.DisplayName, CompletionResultType.ParameterValue, property.Description));
    }
}
