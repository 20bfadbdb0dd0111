using System.Management.Automation;

namespace DeviceStatus.Pipeline;

/// <summary>
/// The line that a command ends with. It is for people: at the prompt it is shown as Write-Host shows a line. Where the output of the
/// process is kept, as of <c>pwsh -File</c> in a job, PowerShell would write it among the objects; there it goes to the standard error
/// stream.
/// </summary>
internal static class SummaryLine
{
    private const string ShownByHost = "PSHOST";

    /// <summary>Writes the line as <c>-InformationAction</c>, else <c>$InformationPreference</c>, says.</summary>
    internal static void Write(PipelineCommand command, string text)
    {
        ActionPreference? asked = Asked(command);
        bool isShown = asked is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
        if (!IsOutputKept(command))
        {
            command.WriteInformation(new HostInformationMessage { Message = text }, isShown ? [ShownByHost] : []);
            return;
        }

        if (isShown)
        {
            Console.Error.WriteLine(text);
        }

        if (asked is not ActionPreference.Continue)
        {
            // Without the tag no host shows it, and it still reaches -InformationVariable and a redirection of the stream.
            command.WriteInformation(text, []);
        }
    }

    /// <summary>Writes a line after the pipeline has ended, when it takes no more records and the host still takes a line.</summary>
    internal static void WriteLate(PipelineCommand command, string text)
    {
        if (IsOutputKept(command))
        {
            Console.Error.WriteLine(text);
        }
        else
        {
            command.Host.UI.WriteWarningLine(text);
        }
    }

    /// <summary>What the user said; null where nothing was said, as SilentlyContinue is the default of the variable.</summary>
    private static ActionPreference? Asked(PipelineCommand command)
    {
        if (command.MyInvocation.BoundParameters.TryGetValue("InformationAction", out object? action))
        {
            return LanguagePrimitives.ConvertTo<ActionPreference>(action);
        }

        return LanguagePrimitives.TryConvertTo(
            command.SessionState.PSVariable.GetValue("InformationPreference"),
            out ActionPreference preference)
            && preference != ActionPreference.SilentlyContinue
            ? preference
            : null;
    }

    private static bool IsOutputKept(PipelineCommand command) =>
        Console.IsOutputRedirected && string.Equals(command.Host.Name, "ConsoleHost", StringComparison.Ordinal);
}
