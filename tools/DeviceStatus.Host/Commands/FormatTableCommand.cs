using System.Management.Automation;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace DeviceStatus.Host.Commands;

/// <summary>Format-Table. The engine has the formatting; the cmdlet itself is in the Utility module of pwsh.</summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    private const BindingFlags Internal = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>Connects the parameters of the base with the formatting of the engine.</summary>
    public FormatTableCommand()
    {
        // The Utility module sees these internals of the engine as a friend assembly. Without it, reflection is the only way to the same
        // table. The version of the engine is pinned.
        Assembly engine = typeof(OuterFormatTableBase).Assembly;
        Type shape = engine.GetType("Microsoft.PowerShell.Commands.Internal.Format.FormatShape", throwOnError: true)!;
        Type formatter = engine.GetType("Microsoft.PowerShell.Commands.Internal.Format.InnerFormatShapeCommand", throwOnError: true)!;
        object implementation = formatter.GetConstructor(Internal, [shape])!.Invoke([Enum.Parse(shape, "Table")]);
        typeof(FrontEndCommandBase).GetField("implementation", Internal)!.SetValue(this, implementation);
    }
}
