using System.Diagnostics;
using DeviceStatus.Tests.Support;

namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>Runs one explicit test in a process of its own, for what is set once in a process: variables, caches, loaded
/// assemblies.</summary>
internal static class ChildProcess
{
    internal static async Task RunAsync<T>(string method, params (string Name, string? Value)[] variables)
    {
        CancellationToken end = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (string.Equals(Path.GetFileNameWithoutExtension(start.FileName), "dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(typeof(T).Assembly.Location);
        }

        foreach (string argument in new[] { "-noColor", "-explicit", "only", "-method", $"{typeof(T).FullName}.{method}" })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[ProcessEnvironment.Prepared] = "1";
        foreach ((string name, string? value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(end);
        Task<string> errors = process.StandardError.ReadToEndAsync(end);
        try
        {
            await process.WaitForExitAsync(end);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        string said = await output + await errors;
        Assert.True(process.ExitCode == 0 && said.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0, Not "
            + "Run: 0", StringComparison.Ordinal), said);
    }
}
