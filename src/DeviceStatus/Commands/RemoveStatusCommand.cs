using System.Management.Automation;

namespace DeviceStatus.Commands;

/// <summary>The base of Remove-: it asks before each row, unless it is told not to.</summary>
public abstract class RemoveStatusCommand : StatusWriteCommand
{
    private protected RemoveStatusCommand()
    {
    }

    /// <summary>Removes without asking. -Confirm and -WhatIf outrank it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override bool IsForced => Force;
}
