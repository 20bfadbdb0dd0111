using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Globalization;

namespace DeviceStatus.Binding;

/// <summary>Offers an example of a value for parameters that are no path, because PowerShell would offer file names.</summary>
internal sealed class ValueCompleter : IArgumentCompleter
{
    private static readonly string[] Text = ["''"];
    private static readonly string[] Durations = ["00:00:30", "00:05:00", "00:30:00", "02:00:00"];
    private static readonly string[] Secret = ["(Read-Host -AsSecureString)"];
    private static readonly string[] Credentials = ["(Get-Credential)"];
    private static readonly string[] Cultures = ["en-GB", "en-US", "de-DE", "fr-FR"];
    private static readonly string[] Inputs = ["<# Objects come from the pipeline. #>"];

    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Top"] = ["10", "100", "1000"],
        ["BatchSize"] = ["20", "1"],
        ["ThrottleLimit"] = ["8", "1", "16"],
        ["TotalCount"] = ["$rows.Count"],
        ["MaxErrors"] = ["1", "10", "100"],
        ["RetryLimit"] = ["0", "3"],
        ["WriteLimit"] = ["100", "50", "0"],
        ["SandboxWriteLimit"] = ["100", "0"],
        ["SandboxFaultRate"] = ["0.1", "0"],
        ["SandboxLatency"] = ["50", "200"],
        ["SandboxDay"] = ["1", "2"],
        ["GraceDays"] = ["7", "14", "30"],
        ["Platform"] = ["0"],
        ["TimeBudget"] = Durations,
        ["StopGrace"] = ["00:00:02", "00:00:30"],
        ["RequestTimeout"] = ["00:01:40", "00:05:00"],
        ["Timeout"] = Durations,
        ["Culture"] = Cultures,
        ["ColumnMap"] = ["@{ '' = '' }"],
        ["Parameters"] = ["@{ }"],
        ["Proxy"] = ["http://"],
        ["GraphEndpoint"] = ["https://"],
        ["WebhookUri"] = ["'https://'"],
        ["AccessToken"] = Secret,
        ["CertificatePassword"] = Secret,
        ["ClientSecretCredential"] = Credentials,
        ["ProxyCredential"] = Credentials,
        ["Certificate"] = ["(Get-Item Cert:/CurrentUser/My/*)"],
        ["InputObject"] = Inputs,
        ["Policy"] = ["(Get-DeviceStatusPolicy)"],
    };

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = Completion.Unquote(wordToComplete);
        string[] examples = parameterName.EndsWith("DateTime", StringComparison.Ordinal) || parameterName is "TakenOn"
            ? [DateTime.UtcNow.Date.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)]
            : Examples.GetValueOrDefault(parameterName, Text);
        return Completion.OrHint(
            examples.Where(example => Completion.Unquote(example).StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Select(example => new CompletionResult(example)),
            wordToComplete,
            "Any value.");
    }
}
