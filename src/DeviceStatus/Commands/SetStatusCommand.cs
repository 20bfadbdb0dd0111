using System.Management.Automation;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Commands;

/// <summary>The base of Set-: changes what is given and leaves the rest.</summary>
public abstract class SetStatusCommand : StatusBodyCommand
{
    private protected SetStatusCommand()
    {
    }

    /// <summary>Outputs the changed object; read back when the service answers without it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override bool ReturnsObjects => PassThru;

    /// <inheritdoc/>
    private protected override StatusOperation Operation() => StatusOperation.Update;
}
