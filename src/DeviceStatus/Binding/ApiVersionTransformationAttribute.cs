using System.Globalization;
using System.Management.Automation;

namespace DeviceStatus.Binding;

/// <summary>Converts a text to a version of Graph, also without the v: <c>1.0</c> and <c>1</c> mean <c>v1.0</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ApiVersionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        string? text = Convert.ToString(PSValue.Unwrap(inputData), CultureInfo.InvariantCulture)?.Trim().TrimStart('v', 'V');
        return text is "1" or "1.0" ? "v1.0" : inputData;
    }
}
