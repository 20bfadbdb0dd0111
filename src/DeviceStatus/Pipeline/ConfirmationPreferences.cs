using System.Management.Automation;

namespace DeviceStatus.Pipeline;

/// <summary>Reads from the parameters and the preference variables of a command whether its rows are shown or confirmed.</summary>
internal static class ConfirmationPreferences
{
    /// <summary>Whether the command only shows what it would do.</summary>
    /// <param name="command">The command.</param>
    internal static bool IsWhatIf(PSCmdlet command) =>
        command.MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? whatIf)
            ? LanguagePrimitives.IsTrue(whatIf)
            : IsVariableTrue(command, "WhatIfPreference");

    /// <summary>
    /// Whether ShouldProcess must be called for each row. Its text costs time, so it is left out when the reply is known to be yes and
    /// nothing is shown.
    /// </summary>
    /// <param name="command">The command.</param>
    internal static bool NeedsShouldProcess(PSCmdlet command)
    {
        Dictionary<string, object> given = command.MyInvocation.BoundParameters;
        if (given.ContainsKey("WhatIf") || given.ContainsKey("Confirm") || given.ContainsKey("Verbose"))
        {
            return true;
        }

        CmdletAttribute attribute = (CmdletAttribute)Attribute.GetCustomAttribute(command.GetType(), typeof(CmdletAttribute))!;
        return IsVariableTrue(command, "WhatIfPreference")
            || (LanguagePrimitives.TryConvertTo(Variable(command, "ConfirmPreference"), out ConfirmImpact preference)
                && preference != ConfirmImpact.None && attribute.ConfirmImpact >= preference)
            || !string.Equals(
                Variable(command, "VerbosePreference")?.ToString(),
                nameof(ActionPreference.SilentlyContinue),
                StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsVariableTrue(PSCmdlet command, string name) => LanguagePrimitives.IsTrue(Variable(command, name));

    private static object? Variable(PSCmdlet command, string name) => command.SessionState.PSVariable.GetValue(name);
}
