using System.Management.Automation;

namespace DeviceStatus.Connections;

/// <summary>Lets -Connection take a connection or its name.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = PSValue.Unwrap(inputData);
        if (value is not string name)
        {
            return inputData;
        }

        string known = string.Join(", ", ConnectionStore.All().Select(connection => connection.Name));
        return ConnectionStore.Find(name) ?? throw new ArgumentTransformationMetadataException(
            $"There is no connection named '{name}'. " + (known.Length > 0 ? $"Open connections: {known}." : "None is open; run Connect-DeviceStatus."));
    }
}
