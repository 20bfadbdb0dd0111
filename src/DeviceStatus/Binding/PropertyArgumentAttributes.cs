using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Graph;

namespace DeviceStatus;

/// <summary>Reads a date as a CSV cell or a prompt gives it: a text without zone is UTC, a DateTime is what its kind says, a blank is not given.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DateArgumentAttribute : ArgumentTransformationAttribute
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
                string text => PropertyText.ParseDate("The value", text),
                DateTime date => PropertyText.FromDateTime(date),
                _ => value,
            };
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}

/// <summary>Reads a whole number; a blank is not given, rather than 0.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberArgumentAttribute : ArgumentTransformationAttribute
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

/// <summary>Reads a duration; a bare number is seconds, as in other cmdlets, not the ticks that PowerShell would make of it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        TimeSpan? duration = value switch
        {
            TimeSpan span => span,
            int or long or double or decimal => TimeSpan.FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) => TimeSpan.FromSeconds(seconds),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) => span,
            _ => null,
        };
        return duration is { } given && given > TimeSpan.Zero
            ? given
            : throw new ArgumentTransformationMetadataException($"'{value}' is not a duration above zero; write 00:30:00, 1800 (seconds) or (New-TimeSpan -Minutes 30).");
    }
}
