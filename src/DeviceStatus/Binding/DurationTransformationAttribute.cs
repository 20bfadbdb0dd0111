using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Graph.Text;

namespace DeviceStatus.Binding;

/// <summary>
/// Converts a value to a duration. A bare number is in seconds, as in other cmdlets, not in ticks, as in PowerShell's own conversion.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>The unit of a bare number.</summary>
    public DurationUnit Unit { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = PSValue.Unwrap(inputData);
        TimeSpan? duration = value switch
        {
            TimeSpan span => span,
            int or long or double or decimal => FromNumber(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) =>
                FromNumber(number),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) => span,
            _ => null,
        };
        return duration is { } given && given > TimeSpan.Zero
            ? given
            : throw new ArgumentTransformationMetadataException(
                $"'{TextSanitizer.EscapeControls(Convert.ToString(value, CultureInfo.InvariantCulture))}' is not a duration above zero; "
                    + $"write 00:30:00, a number of {Unit.ToString().ToLowerInvariant()}, or "
                    + "(New-TimeSpan -Minutes 30).");
    }

    private TimeSpan? FromNumber(double number) =>
        !double.IsFinite(number) || Math.Abs(number) > 1e9 ? null
        : Unit == DurationUnit.Milliseconds ? TimeSpan.FromMilliseconds(number)
        : TimeSpan.FromSeconds(number);
}
