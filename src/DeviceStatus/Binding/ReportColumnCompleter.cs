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
        Completion.OrHint(
            Columns(fakeBoundParameters["Name"]?.ToString())
                .Where(column => column.StartsWith(Completion.Unquote(wordToComplete), StringComparison.OrdinalIgnoreCase))
                .Select(column => new CompletionResult(column)),
            wordToComplete,
            fakeBoundParameters["Name"] is null
                ? "Give -Name first; the columns depend on the report."
                : "The module does not know such a column of this report; any name is passed on as it is.");

    private static IReadOnlyList<string> Columns(string? report) => IntuneReportCatalog.Find(report ?? string.Empty)?.Columns ?? [];
}
