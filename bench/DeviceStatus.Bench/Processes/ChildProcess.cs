using System.Diagnostics;
using System.Globalization;
using Newtonsoft.Json;

namespace DeviceStatus.Bench;

/// <summary>A contender in a process of its own. It says what it measured in one line of JSON.</summary>
internal static class ChildProcess
{
    /// <summary>Runs a program of this repository.</summary>
    internal static Task<ChildResult> RunAsync(string program, CancellationToken cancellationToken, params object[] arguments) =>
        RunAsync(Start(Environment.ProcessPath!, [program, .. arguments.Select(Text)]), cancellationToken);

    /// <summary>Runs a script in PowerShell with parameters by name; a parameter that is <see langword="null"/> is left out.</summary>
    internal static Task<ChildResult> ScriptAsync(BenchContext context, string script, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
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
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
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
            : throw new InvalidOperationException($"A contender ended with {child.ExitCode}: {child.StartInfo.FileName} {string.Join(' ', child.StartInfo.ArgumentList)}\n{await errors}");
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}

/// <summary>One measured pass over the rows.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Seconds">From before the first row is read until after the last outcome.</param>
/// <param name="Cpu">Processor seconds of the whole child meanwhile.</param>
/// <param name="Allocated">Bytes allocated meanwhile, where known.</param>
/// <param name="GcPause">Seconds that the garbage collector stood in the way, where known.</param>
internal sealed record Pass(long Rows, double Seconds, double Cpu, long Allocated, double GcPause)
{
    internal double Rate => Rows / Seconds;
}

/// <summary>What a contender says at its end.</summary>
internal sealed record ChildResult
{
    public Pass[] Passes { get; init; } = [];

    /// <summary>Rows that were done, over all passes; of a reader, objects read.</summary>
    public long Done { get; init; }

    public long Failed { get; init; }

    public long Unknown { get; init; }

    public long NotSent { get; init; }

    public long Skipped { get; init; }

    public long Requests { get; init; }

    public long Retries { get; init; }

    public long Throttled { get; init; }

    /// <summary>The most memory that the process had resident, in bytes.</summary>
    public long PeakBytes { get; init; }

    /// <summary>Memory resident at points that the contender names, in bytes.</summary>
    public Dictionary<string, double> Marks { get; init; } = [];

    /// <summary>From the start of the process to its end.</summary>
    [JsonIgnore]
    public double ProcessSeconds { get; init; }

    internal Pass First => Passes[0];
}
