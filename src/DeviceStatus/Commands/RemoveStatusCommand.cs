using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Commands;

/// <summary>The base of Remove-.</summary>
public abstract class RemoveStatusCommand : StatusWriteCommand
{
    private protected RemoveStatusCommand()
    {
    }

    /// <inheritdoc/>
    private protected override StatusOperation Operation() => StatusOperation.Delete;
}
