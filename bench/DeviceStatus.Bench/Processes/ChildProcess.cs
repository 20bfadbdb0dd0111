using System.Diagnostics;
using System.Globalization;
using Newtonsoft.Json;

namespace DeviceStatus.Bench.Processes;

/// <summary>A contender in a process of its own. It says what it measured in one line of JSON.</summary>
internal static class ChildProcess
{
    /// <summary>Runs a program of this repository.</summary>
    internal static Task<ChildResult> RunAsync(string program, CancellationToken cancellationToken, params object[] arguments) =>
        RunAsync(Start(Environment.ProcessPath!, [program, .. arguments.Select(Text)]), cancellationToken);

    /// <summary>Runs a script in PowerShell with parameters by name; a parameter that is <see langword="null"/> is left out.</summary>
    internal static Task<ChildResult> ScriptAsync(
        BenchContext context, string script, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        RunAsync(StartScript(context, script, parameters), cancellationToken);

    /// <summary>Starts a script without waiting for it.</summary>
    internal static Process StartScript(BenchContext context, string script, params (string Name, object? Value)[] parameters)
    {
        List<string> arguments = ["-NoProfile", "-NonInteractive", "-File", context.Layout.Contender(script)];
        foreach ((string name, object? value) in parameters.Where(pair => pair.Value is not null))
        {
            arguments.Add("-" + name);
            arguments.Add(Text(value!));
        }

        return Start(context.Options.Pwsh!, arguments);
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start =
            new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        return Process.Start(start)!;
    }

    private static async Task<ChildResult> RunAsync(Process process, CancellationToken cancellationToken)
    {
        using Process child = process;
        Stopwatch clock = Stopwatch.StartNew();
        child.StandardInput.Close();
        Task<string> errors = child.StandardError.ReadToEndAsync(cancellationToken);
        string? result = null;
        try
        {
            while (await child.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                result = line.StartsWith('{') ? line : result;
            }

            await child.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
            throw;
        }

        clock.Stop();
        return child.ExitCode == 0 && result is not null
            ? JsonConvert.DeserializeObject<ChildResult>(result)! with { ProcessSeconds = clock.Elapsed.TotalSeconds }
            : throw new InvalidOperationException(
                $"A contender ended with {child.ExitCode}: "
                + $"{child.StartInfo.FileName} {string.Join(' ', child.StartInfo.ArgumentList)}\n{await errors}");
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
