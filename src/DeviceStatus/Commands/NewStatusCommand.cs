using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Commands;

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
