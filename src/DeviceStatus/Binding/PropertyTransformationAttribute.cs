using System.Management.Automation;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Text;

namespace DeviceStatus.Binding;

/// <summary>
/// Converts a value of the command line to the type of a property, or refuses it. The command reads the values of a row itself, see
/// <see cref="RowBinding"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PropertyTransformationAttribute : ArgumentTransformationAttribute
{
    private PropertyDescriptor? _descriptor;

    /// <summary>Creates the attribute.</summary>
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

            // PowerShell keeps the text of a number with its zeros, and the schema has no other rules for numbers.
            return converted is null ? notGiven : Descriptor.Type == PropertyType.Text ? inputData : converted;
        }
        catch (InvalidValueException) when (Descriptor.Type == PropertyType.Enum && value is string)
        {
            // ValidateSet refuses the value and lists the members.
            return value;
        }
        catch (InvalidValueException exception)
        {
            throw new ArgumentTransformationMetadataException(TextSanitizer.Sanitize(exception.Message));
        }
    }
}
