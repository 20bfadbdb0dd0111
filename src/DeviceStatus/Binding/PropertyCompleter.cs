using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeviceStatus.Graph;

namespace DeviceStatus;

/// <summary>Completes -Property with the properties of the resource.</summary>
internal sealed class PropertyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        PropertyNames.Complete(commandName, wordToComplete, static _ => true);
}

/// <summary>Completes -Clear with the properties that the service lets be empty.</summary>
internal sealed class ClearCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        PropertyNames.Complete(commandName, wordToComplete, static property => property.IsNullable);
}

/// <summary>The properties of the resource that a command's noun stands for.</summary>
internal static class PropertyNames
{
    internal static IEnumerable<CompletionResult> Complete(string commandName, string word, Func<PropertyDescriptor, bool> wanted)
    {
        string noun = commandName[(commandName.IndexOf('-', StringComparison.Ordinal) + 1)..];
        ResourceDescriptor? resource = GraphSchema.Resources.FirstOrDefault(one => string.Equals(one.Noun, noun, StringComparison.OrdinalIgnoreCase));
        return (resource?.Properties ?? [])
            .Where(property => wanted(property) && property.DisplayName.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(property => new CompletionResult(property.DisplayName, property.DisplayName, CompletionResultType.ParameterValue, property.Description));
    }
}
