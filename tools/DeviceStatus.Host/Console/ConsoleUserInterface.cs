using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace DeviceStatus.Host.Console;

/// <summary>Writes to the console with the colours that pwsh would use there.</summary>
internal sealed class ConsoleUserInterface : PSHostUserInterface
{
    internal ConsoleUserInterface()
    {
        // The rules of pwsh: no-color.org, and the terminals that cannot show escape sequences.
        string? terminal = Environment.GetEnvironmentVariable("TERM");
        SupportsVirtualTerminal = terminal != "dumb";
        if (terminal is "xterm-mono" or "xtermm" || Environment.GetEnvironmentVariable("NO_COLOR") is not null)
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }
    }

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawUserInterface();

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal { get; }

    /// <inheritdoc/>
    public override void Write(string value) => System.Console.Out.Write(GetOutputString(value, SupportsVirtualTerminal));

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        System.Console.ForegroundColor = foregroundColor;
        if (backgroundColor != RawUI.BackgroundColor)
        {
            System.Console.BackgroundColor = backgroundColor;
        }

        Write(value);
        System.Console.ResetColor();
    }

    /// <inheritdoc/>
    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) =>
        System.Console.Error.WriteLine(
            GetOutputString(PSStyle.Instance.Formatting.Error + value + PSStyle.Instance.Reset, SupportsVirtualTerminal));

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Debug, "DEBUG: ", message);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Verbose, "VERBOSE: ", message);

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Warning, "WARNING: ", message);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        // Progress is not part of the output; pwsh shows none either where the output is redirected.
    }

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        throw NoPrompt();

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw NoPrompt();

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw NoPrompt();

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => throw NoPrompt();

    /// <inheritdoc/>
    public override string ReadLine() => throw NoPrompt();

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => throw NoPrompt();

    private static HostException NoPrompt() => new("This host runs scripts that ask nothing. Use pwsh for scripts that do.");

    private void WriteStyled(string style, string prefix, string message) => WriteLine(style + prefix + message + PSStyle.Instance.Reset);
}
