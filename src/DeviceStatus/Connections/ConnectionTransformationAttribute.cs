using System.Management.Automation;

namespace DeviceStatus.Connections;

/// <summary>Converts the value of -Connection, which is a connection, its name or its tenant id.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (PSValue.Unwrap(inputData) is not string text)
        {
            return inputData;
        }

        try
        {
            return ConnectionSelector.FindOne(text);
        }
        catch (ItemNotFoundException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
