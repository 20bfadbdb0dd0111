using System.Management.Automation;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Text;

namespace DeviceStatus.Binding;

/// <summary>
/// Converts what is typed for a property as the schema demands, and refuses what does not fit. The values of a row are left to the command,
/// see <see cref="RowBinding"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PropertyTransformationAttribute : ArgumentTransformationAttribute
{
    private PropertyDescriptor? _descriptor;

    /// <summary>Names the property.</summary>
    /// <param name="property">Its name at the prompt.</param>
    public PropertyTransformationAttribute(string property) => Property = property;

    /// <summary>The name of the property at the prompt.</summary>
    public string Property { get; }

    private PropertyDescriptor Descriptor =>
        _descriptor ??= GraphSchema.Resources.Select(resource => resource.FindProperty(Property)).First(found => found is not null)!;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        // Every ValidateSet of the module accepts the empty text, which means "not given".
        object? notGiven = Descriptor.Type == PropertyType.Enum ? string.Empty : null;
        if (RowBinding.IsActive)
        {
            return notGiven;
        }

        object? value = PSValue.Unwrap(inputData);
        try
        {
            object? converted = PropertyConverter.Convert(Descriptor, value);

            // PowerShell turns numbers into the text that was typed, with its zeros; the schema has no more to say of them.
            return converted is null ? notGiven : Descriptor.Type == PropertyType.Text ? inputData : converted;
        }
        catch (InvalidValueException) when (Descriptor.Type == PropertyType.Enum && value is string)
        {
            // ValidateSet refuses it and lists the members.
            return value;
        }
        catch (InvalidValueException exception)
        {
            throw new ArgumentTransformationMetadataException(TextSanitizer.Sanitize(exception.Message));
        }
    }
}
