using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeviceStatus.Graph.IntuneReports;

namespace DeviceStatus.Binding;

/// <summary>Completes the columns of the report that -Name names.</summary>
internal sealed class ReportColumnCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.OrHint(IntuneReportCatalog.Find(fakeBoundParameters["Name"]?.ToString() ?? string.Empty)?.Columns
            .Where(column => column.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(column => new CompletionResult(column)) ?? [], wordToComplete, "Give -Name of a report that the module knows first.");
}
