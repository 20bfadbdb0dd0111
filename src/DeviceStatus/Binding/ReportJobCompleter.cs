using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeviceStatus.Output;

namespace DeviceStatus.Binding;

/// <summary>Completes the ids of the export jobs of this session, the newest first.</summary>
internal sealed class ReportJobCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = Completion.Unquote(wordToComplete);
        return Completion.OrHint(
            RunHistory.All().Reverse().SelectMany(run => run.ReportJobs).DistinctBy(job => job.Id)
                .Where(job => job.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Select(job => new CompletionResult(
                    Completion.Quote(job.Id),
                    job.Id,
                    CompletionResultType.ParameterValue,
                    $"{job.Report} of {job.Connection}")),
            wordToComplete,
            "No run of this session has an export job; (Get-DeviceStatusRun).ReportJobs shows them.");
    }
}
