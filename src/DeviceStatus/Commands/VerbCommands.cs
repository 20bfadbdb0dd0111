using System.Management.Automation;
using DeviceStatus.Graph;

namespace DeviceStatus;

/// <summary>The base of New-: creates, and outputs what was created.</summary>
public abstract class NewStatusCommand : StatusBodyCommand
{
    private protected NewStatusCommand()
    {
    }

    /// <inheritdoc/>
    private protected override bool ReturnsObjects => true;

    /// <inheritdoc/>
    private protected override StatusOperation Operation() => StatusOperation.Create;
}

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

/// <summary>The base of Remove-.</summary>
public abstract class RemoveStatusCommand : StatusWriteCommand
{
    private protected RemoveStatusCommand()
    {
    }

    /// <inheritdoc/>
    private protected override StatusOperation Operation() => StatusOperation.Delete;
}
