using System.Management.Automation;

namespace DeviceStatus.Connections;

/// <summary>Lets -Connection take several connections, their names, and wildcards.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ConnectionsTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>
    /// Whether a name that is not open is left to the command, see <see cref="UnresolvedConnections"/>. A command that binds the connection
    /// of a row needs this: PowerShell would refuse the row before the command sees it.
    /// </summary>
    public bool IsLeftToCommand { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (PSValue.Unwrap(inputData) is null or "")
        {
            // A blank cell of a row; the command refuses it when it was typed.
            return null;
        }

        try
        {
            return ConnectionSelector.Find(inputData);
        }
        catch (ItemNotFoundException exception) when (IsLeftToCommand)
        {
            return UnresolvedConnections.Create(exception);
        }
        catch (ItemNotFoundException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
