using System.Diagnostics;

namespace DeviceStatus.Build;

/// <summary>Runs the programs of a task.</summary>
internal static class ChildProcess
{
    /// <summary>Runs a program on this console.</summary>
    /// <exception cref="TaskFailedException">The program ended with another exit code than 0.</exception>
    internal static async Task RunAsync(string program, IReadOnlyList<string> arguments, string folder)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw Failed(program, arguments, process.ExitCode);
        }
    }

    /// <summary>Runs a program without input and prints its output only if it fails.</summary>
    /// <exception cref="TaskFailedException">The program ended with another exit code than 0.</exception>
    internal static async Task RunQuietlyAsync(string program, IReadOnlyList<string> arguments, string folder)
    {
        string log = Path.GetTempFileName();
        try
        {
            int exitCode = await RunToFileAsync(program, arguments, folder, log);
            if (exitCode != 0)
            {
                Console.WriteLine(await File.ReadAllTextAsync(log));
                throw Failed(program, arguments, exitCode);
            }
        }
        finally
        {
            File.Delete(log);
        }
    }

    /// <summary>Runs a program without input and writes its output to a file.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunToFileAsync(string program, IReadOnlyList<string> arguments, string folder, string outputPath)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        await using var output = TextWriter.Synchronized(new StreamWriter(outputPath));
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
        return process.ExitCode;

        void Write(string? line)
        {
            if (line is not null)
            {
                output.WriteLine(line);
            }
        }
    }

    private static TaskFailedException Failed(string program, IReadOnlyList<string> arguments, int exitCode) =>
        new($"'{program} {string.Join(' ', arguments)}' ended with exit code {exitCode}.", exitCode);
}
