using System.Management.Automation;

namespace DeviceStatus.Pipeline;

/// <summary>
/// The line at the end of a command. At the prompt it is shown as by Write-Host. If the output of the process is redirected, as in a job,
/// PowerShell would write it among the objects, so it is written to the standard error stream.
/// </summary>
internal static class SummaryLine
{
    private const string ShownByHost = "PSHOST";

    /// <summary>Writes the line according to <c>-InformationAction</c> or <c>$InformationPreference</c>.</summary>
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
            // Without the tag no host shows it, but -InformationVariable and a redirection of the stream still receive it.
            command.WriteInformation(text, []);
        }
    }

    /// <summary>Writes a line through the host after the pipeline has ended and accepts no more records.</summary>
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

    /// <summary>The preference of the user; null for the default of the variable, SilentlyContinue.</summary>
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
