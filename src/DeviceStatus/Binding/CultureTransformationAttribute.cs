using System.Globalization;
using System.Management.Automation;

namespace DeviceStatus.Binding;

/// <summary>
/// Converts the name of a culture. .NET also accepts names that no culture has, such as <c>en-BG</c>, and then reads dates in another
/// order than the user meant.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CultureTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (PSValue.Unwrap(inputData) is not string name)
        {
            return inputData;
        }

        try
        {
            return CultureInfo.GetCultureInfo(name.Trim(), predefinedOnly: true);
        }
        catch (CultureNotFoundException exception)
        {
            throw new ArgumentTransformationMetadataException(
                $"'{name}' is not the name of a culture. Give the culture of the file, such as en-GB or de-DE.", exception);
        }
    }
}
