using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DeviceStatus.Binding;

/// <summary>Completes -Property with the properties of the resource.</summary>
internal sealed class PropertyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        PropertyNames.Complete(commandName, wordToComplete, static _ => true);
}
