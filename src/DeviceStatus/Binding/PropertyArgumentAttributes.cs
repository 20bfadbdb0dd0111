using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Graph;

namespace DeviceStatus;

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

/// <summary>
/// Reads a member of an enumeration. CSV readers make null of a blank last cell, which ValidateSet refuses; as "" it is among the members
/// and means "not given". A blank beside the member is not the user's point.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MemberTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        null => string.Empty,
        string text => text.Trim(),
        PSObject { BaseObject: string text } => text.Trim(),
        _ => inputData,
    };
}

/// <summary>Reads a whole number; a blank is not given, rather than 0.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is not string text)
        {
            return value;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new ArgumentTransformationMetadataException($"The value '{text}' is not a whole number from {int.MinValue} to {int.MaxValue}.");
    }
}
