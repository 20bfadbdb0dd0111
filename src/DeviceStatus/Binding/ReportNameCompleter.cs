using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeviceStatus.Graph.IntuneReports;

namespace DeviceStatus.Binding;

/// <summary>Completes the names of Intune's reports.</summary>
internal sealed class ReportNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.OrHint(IntuneReportCatalog.Reports
            .Where(report => report.Name.Contains(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(report => new CompletionResult(report.Name, report.Name, CompletionResultType.ParameterValue, report.Description)),
            wordToComplete,
            "The module knows no report of this name; others are passed on as they are.");
}
