using System.Management.Automation;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>Reads a date as a CSV cell or a prompt gives it: a text without zone is UTC, a DateTime is what its kind says, a blank is not given.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DateTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        try
        {
            return value switch
            {
                string text when string.IsNullOrWhiteSpace(text) => null,
                string text => PropertyConverter.ParseDate("The value", text),
                DateTime date => PropertyConverter.FromDateTime(date),
                _ => value,
            };
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
