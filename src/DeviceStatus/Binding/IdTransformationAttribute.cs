using System.Globalization;
using System.Management.Automation;

namespace DeviceStatus.Binding;

/// <summary>
/// Lets an id be piped in as itself. Only a text, a GUID or a number is one: without this, PowerShell would make a text of any object whose
/// properties do not fit, and ask the service for that. The id of a policy object is taken from it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is null or string)
        {
            return value;
        }

        if (value is Guid or IConvertible)
        {
            return Convert.ToString(value, CultureInfo.InvariantCulture);
        }

        if (PolicyReference.TryReadPolicy(PSObject.AsPSObject(inputData)) is { } policy)
        {
            return PolicyIds.Take(policy);
        }

        // This inner exception is how the binder learns that it may go on and try the properties of the object.
        string message = $"An object of the type {value.GetType().Name} is not an id; give a text.";
        throw new ArgumentTransformationMetadataException(message, new PSInvalidCastException(message));
    }
}
