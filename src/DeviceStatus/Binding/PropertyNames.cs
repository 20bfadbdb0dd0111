using System.Management.Automation;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

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
