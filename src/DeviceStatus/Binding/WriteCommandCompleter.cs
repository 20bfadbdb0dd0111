using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>Completes the names of the commands that write statuses.</summary>
internal sealed class WriteCommandCompleter : IArgumentCompleter
{
    private static readonly string[] Verbs = [VerbsCommon.Set, VerbsCommon.New, VerbsCommon.Remove];

    /// <summary>The names of the commands.</summary>
    internal static IEnumerable<string> Names => GraphSchema.Resources
        .Where(resource => resource.Operations == ResourceOperations.All)
        .SelectMany(resource => Verbs.Select(verb => $"{verb}-{resource.Noun}"));

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.OrHint(Names.Where(name => name.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(name => new CompletionResult(name)), wordToComplete, "No command that writes statuses has this name.");
}
