using System.Management.Automation;

namespace DeviceStatus.Connections;

/// <summary>Converts the values of -Connection, which are connections, their names or wildcards.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ConnectionsTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>
    /// Whether the command handles a name that is not open, see <see cref="UnresolvedConnections"/>. Required for rows, because PowerShell
    /// would otherwise refuse the row before the command receives it.
    /// </summary>
    public bool IsLeftToCommand { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (PSValue.Unwrap(inputData) is null or "")
        {
            // A blank cell of a row. The command refuses a blank of the command line.
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
