using System.Management.Automation;

namespace DeviceStatus.Commands;

/// <summary>The base of the Remove cmdlets, which prompt before each row unless -Force is given.</summary>
public abstract class RemoveStatusCommand : StatusWriteCommand
{
    private protected RemoveStatusCommand()
    {
    }

    /// <summary>Removes without a prompt. -Confirm and -WhatIf have precedence.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override bool IsForced => Force;
}
