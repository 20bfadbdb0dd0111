using System.Management.Automation;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>The properties of the resource that a command's noun stands for.</summary>
internal static class PropertyNames
{
    /// <summary>The resource that the noun of a command stands for, or null.</summary>
    /// <param name="commandName">The command, also with the name of the module before it.</param>
    internal static ResourceDescriptor? ResourceOf(string commandName)
    {
        string noun = commandName[(commandName.IndexOf('-', StringComparison.Ordinal) + 1)..];
        return GraphSchema.Resources.FirstOrDefault(one => string.Equals(one.Noun, noun, StringComparison.OrdinalIgnoreCase));
    }

    internal static IEnumerable<CompletionResult> Complete(string commandName, string word, Func<PropertyDescriptor, bool> wanted) =>
        Completion.OrHint(
            (ResourceOf(commandName)?.Properties ?? [])
                .Where(property => wanted(property)
                    && property.DisplayName.StartsWith(Completion.Unquote(word), StringComparison.OrdinalIgnoreCase))
                .Select(property => new CompletionResult(
                    property.DisplayName,
                    property.DisplayName,
                    CompletionResultType.ParameterValue,
                    property.Description)),
            word,
            "There is no such property.");
}
