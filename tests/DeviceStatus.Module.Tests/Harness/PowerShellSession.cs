using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;

namespace DeviceStatus.Module.Tests.Harness;

/// <summary>A runspace with the module as built and a host that records.</summary>
public sealed class PowerShellSession : IDisposable
{
    /// <summary>The token of every connection; it is like nothing else, so that it can be searched for.</summary>
    public const string Token = "Zq7-TOKEN-THAT-MUST-NOT-BE-SHOWN-4711";

    private readonly Runspace _runspace;

    /// <summary>Opens a runspace.</summary>
    /// <param name="importModule">Whether to import the module.</param>
    public PowerShellSession(bool importModule = true)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        _runspace = RunspaceFactory.CreateRunspace(Host, state);
        _runspace.Open();
        _runspace.SessionStateProxy.SetVariable("token", Secret(Token));
        _runspace.SessionStateProxy.SetVariable("module", Repository.Module);
        if (importModule)
        {
            Invoke("Import-Module $module").Succeeded();
        }
    }

    /// <summary>What the session shows and asks.</summary>
    public TestHost Host { get; } = new();

    /// <summary>A text as a secure string.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The secure string.</returns>
    public static SecureString Secret(string text)
    {
        SecureString secret = new();
        foreach (char character in text)
        {
            secret.AppendChar(character);
        }

        secret.MakeReadOnly();
        return secret;
    }

    /// <summary>Sets a variable of the session.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public void SetVariable(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Runs a script and waits for it.</summary>
    /// <param name="script">The script.</param>
    /// <param name="arguments">Its arguments, <c>$args</c>.</param>
    /// <returns>What it wrote.</returns>
    public PipelineResult Invoke(string script, params object?[] arguments)
    {
        using PowerShell shell = Prepare(script, arguments);
        PSDataCollection<PSObject?> output = [];
        ErrorRecord? terminating = null;
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException exception)
        {
            terminating = exception.ErrorRecord;
        }

        return new PipelineResult(output, shell.Streams, terminating);
    }

    /// <summary>Starts a script in this session.</summary>
    /// <param name="script">The script.</param>
    /// <param name="arguments">Its arguments, <c>$args</c>.</param>
    /// <returns>The running script.</returns>
    public RunningPipeline Begin(string script, params object?[] arguments) => new(Prepare(script, arguments), owned: null);

    /// <summary>Starts a script in a session of its own, which ends with the script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="arguments">Its arguments, <c>$args</c>.</param>
    /// <returns>The running script.</returns>
    public static RunningPipeline BeginElsewhere(string script, params object?[] arguments)
    {
        PowerShellSession session = new();
        return new RunningPipeline(session.Prepare(script, arguments), session);
    }

    /// <summary>Shows the output of a script with the views of the module.</summary>
    /// <param name="script">The script.</param>
    /// <param name="width">The width of the screen.</param>
    /// <param name="rendering">How colours are shown.</param>
    /// <returns>The lines on the screen, without empty ones.</returns>
    public IReadOnlyList<string> Display(string script, int width = 100, OutputRendering rendering = OutputRendering.PlainText)
    {
        OutputRendering before = PSStyle.Instance.OutputRendering;
        Host.Screen.Clear();
        Host.Screen.Width = width;
        PSStyle.Instance.OutputRendering = rendering;
        try
        {
            using PowerShell shell = Prepare("& { " + script + " } 6>$null | Out-Default", []);
            shell.Invoke();
            Assert.Empty(shell.Streams.Error);
            return Host.Screen.Lines;
        }
        finally
        {
            PSStyle.Instance.OutputRendering = before;
        }
    }

    /// <summary>The completions at the end of a line.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The completions in order.</returns>
    public IReadOnlyList<CompletionResult> Complete(string line)
    {
        PipelineResult result = Invoke("TabExpansion2 $args[0] $args[0].Length", line).Succeeded();
        return ((CommandCompletion)Assert.Single(result.Output)!.BaseObject).CompletionMatches;
    }

    /// <inheritdoc/>
    public void Dispose() => _runspace.Dispose();

    private PowerShell Prepare(string script, object?[] arguments)
    {
        PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        foreach (object? argument in arguments)
        {
            shell.AddArgument(argument);
        }

        return shell;
    }
}
