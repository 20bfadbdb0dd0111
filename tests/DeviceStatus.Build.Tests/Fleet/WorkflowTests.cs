using System.Diagnostics;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace DeviceStatus.Build.Tests.Fleet;

/// <summary>The workflow of samples/fleet is read as GitHub reads it, and its commands run.</summary>
public sealed class WorkflowTests
{
    private static readonly Repository Repository = Repository.Find(AppContext.BaseDirectory);

    public static bool HasNoPowerShell => PowerShellLocator.Find() is null;

    private static Dictionary<object, object> Workflow =>
        new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<Dictionary<object,
        object>>(File.ReadAllText(PathOf("workflow.yml")));

    private static Dictionary<object, object> Shard => Map(Map(Workflow["jobs"])["shard"]);

    private static IReadOnlyList<Dictionary<object, object>> Steps => [.. ((List<object>)Shard["steps"]).Select(Map)];

    [Fact]
    public void Workflow_grants_the_token_only_to_the_job()
    {
        Assert.Empty(Map(Workflow["permissions"]));
        Assert.Equal(
            ["contents: read", "id-token: write"],
            Map(Shard["permissions"]).Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Workflow_matrix_has_each_shard_once_and_does_not_cancel_the_others()
    {
        Dictionary<object, object> strategy = Map(Shard["strategy"]);
        int count = int.Parse((string)Map(Shard["env"])["SHARD_COUNT"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            Enumerable.Range(0, count).Select(index => $"{index}"), ((List<object>)Map(strategy["matrix"])["shard"]).Cast<string>());
        Assert.Equal("false", strategy["fail-fast"]);
        Assert.Equal("false", Map(Workflow["concurrency"])["cancel-in-progress"]);
    }

    [Fact]
    public void Workflow_pins_its_actions_by_commit()
    {
        string[] uses = [.. File.ReadLines(PathOf("workflow.yml")).Where(line => line.Contains("uses:", StringComparison.Ordinal))];
        Assert.NotEmpty(uses);
        Assert.All(uses, line => Assert.Matches("uses: [\\w.-]+/[\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+$", line));
    }

    [Fact]
    public void Workflow_expressions_name_only_the_matrix_and_variables()
    {
        string text = File.ReadAllText(PathOf("workflow.yml"));
        Assert.All(
            Regex.Matches(text, @"\$\{\{\s*(?<name>[^}]+?)\s*\}\}"),
            match => Assert.Matches(@"^(matrix\.shard|vars\.\w+)$", match.Groups["name"].Value));

        // An expression inside of a script would be text that is run.
        Assert.All(
            Steps.Where(step => step.ContainsKey("run")),
            step => Assert.DoesNotContain("${{", (string)step["run"], StringComparison.Ordinal));
    }

    [Fact(SkipWhen = nameof(HasNoPowerShell), Skip = "pwsh is not on the PATH.")]
    public async Task Workflow_commands_run_and_return_the_exit_code_of_the_worker()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            // The worker's parameters are those of the script; its work is not done here.
            string worker = File.ReadAllText(PathOf("Invoke-Fleet.ps1"));
            string parameters =
                worker[worker.IndexOf("[CmdletBinding()]", StringComparison.Ordinal)..worker.IndexOf("$ErrorActionPreference",
                    StringComparison.Ordinal)];
            string target = Path.Combine(folder.FullName, "samples", "fleet");
            Directory.CreateDirectory(target);
            await File.WriteAllTextAsync(
                Path.Combine(target, "Invoke-Fleet.ps1"),
                parameters
                + "\"$TenantsPath $StatePath $ShardIndex/$ShardCount $SignIn $ClientId $TimeBudget "
                + "$env:AZURE_FEDERATED_TOKEN_FILE\"; exit 75",
                TestContext.Current.CancellationToken);
            string script = "function Install-PSResource { \"install $args\" }\n"
                + string.Join('\n', Steps.Where(step => step.ContainsKey("run")).Select(step => (string)step["run"]));
            Assert.All(Steps.Where(step => step.ContainsKey("run")), step => Assert.Equal("pwsh", step["shell"]));
            ProcessStartInfo start = new(PowerShellLocator.Find()!, ["-NoProfile", "-NonInteractive", "-Command", script])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach ((object name, object value) in Map(Shard["env"]))
            {
                start.Environment[(string)name] = Regex.Replace(
                    (string)value, @"\$\{\{\s*(matrix\.shard|vars\.(?<name>\w+))\s*\}\}",
                    match => match.Groups["name"].Success ? $"https://{match.Groups["name"].Value}" : "2");
            }

            start.Environment["RUNNER_TEMP"] = folder.FullName;
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(string.Empty, await errors);
            Assert.Equal(
                [
                    "install DeviceStatus -Version [0.1.0] -TrustRepository",
                    $"https://FLEET_CONTAINER/tenants.csv https://FLEET_CONTAINER/state 2/4 WorkloadIdentity https://AZURE_CLIENT_ID "
                    + $"00:45:00 {Path.Combine(folder.FullName, "federated-token")}",
                ],
                output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            Assert.Equal(75, process.ExitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<object, object> Map(object value) => (Dictionary<object, object>)value;

    private static string PathOf(string name) => Repository.PathOf("samples", "fleet", name);
}
