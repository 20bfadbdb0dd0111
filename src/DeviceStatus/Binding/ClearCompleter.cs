using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DeviceStatus.Binding;

/// <summary>Completes -Clear with the properties that may be null.</summary>
internal sealed class ClearCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        PropertyNames.Complete(commandName, wordToComplete, static property => property.IsNullable);
}
