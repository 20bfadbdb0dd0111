using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DeviceStatus.Host.Commands;
using DeviceStatus.Host.Console;

namespace DeviceStatus.Host;

/// <summary>Runs one script and shows its output as pwsh does.</summary>
internal static class ScriptRunner
{
    /// <summary>Runs a script.</summary>
    /// <param name="path">The full path of the script.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The exit code: 0, 1 after a terminating error, or the argument of <c>exit</c>.</returns>
    internal static int Run(string path, IReadOnlyList<string> arguments)
    {
        ConsoleHost host = new();
        using Runspace runspace = RunspaceFactory.CreateRunspace(host, SessionState());
        runspace.Open();
        using PowerShell shell = PowerShell.Create(runspace);
        System.Console.CancelKeyPress += (_, cancel) =>
        {
            cancel.Cancel = true;
            shell.BeginStop(null, null);
        };
        shell.AddCommand(path);
        foreach (string argument in arguments)
        {
            shell.AddArgument(argument);
        }

        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        try
        {
            shell.Invoke();

            // "exit" in a script that is called as a command ends that script and leaves its code here.
            return runspace.SessionStateProxy.GetVariable("LASTEXITCODE") as int? ?? host.ExitCode;
        }
        catch (PipelineStoppedException)
        {
            return 130;
        }
        catch (RuntimeException exception)
        {
            Show(runspace, exception.ErrorRecord);
            return 1;
        }
    }

    private static InitialSessionState SessionState()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        state.Commands.Add(
        [
            Entry<FormatTableCommand>("Format-Table"), Entry<ImportCsvCommand>("Import-Csv"), Entry<JoinPathCommand>("Join-Path"),
            Entry<SelectObjectCommand>("Select-Object"), Entry<WriteHostCommand>("Write-Host"),
        ]);
        return state;
    }

    private static SessionStateCmdletEntry Entry<T>(string name) => new(name, typeof(T), helpFileName: null);

    private static void Show(Runspace runspace, ErrorRecord error)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddCommand("Out-Default").Invoke(new[] { error });
    }
}
