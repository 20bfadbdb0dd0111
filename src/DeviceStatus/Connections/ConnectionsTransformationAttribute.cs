using System.Management.Automation;

namespace DeviceStatus.Connections;

/// <summary>Lets -Connection take several connections, their names, and wildcards.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ConnectionsTransformationAttribute : ArgumentTransformationAttribute
{
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
        catch (ItemNotFoundException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
