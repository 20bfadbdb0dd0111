using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Globalization;
using DeviceStatus.Output;

namespace DeviceStatus.Binding;

/// <summary>Completes the number of a run of this session, the newest first.</summary>
internal sealed class RunIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.OrHint(
            RunHistory.All().Reverse()
                .Select(run => (Number: run.Id.ToString(CultureInfo.InvariantCulture), Run: run))
                .Where(run => run.Number.StartsWith(Completion.Unquote(wordToComplete), StringComparison.Ordinal))
                .Select(run =>
                    new CompletionResult(run.Number, $"{run.Number}: {run.Run}", CompletionResultType.ParameterValue, run.Run.ToString())),
            wordToComplete,
            "There is no such run in this session.");
}
