using System.Globalization;

namespace DeviceStatus;

/// <summary>Formats durations for people.</summary>
internal static class Durations
{
    internal static string Text(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(10))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s");
        }

        TimeSpan whole = TimeSpan.FromSeconds(Math.Round(duration.TotalSeconds));
        return whole switch
        {
            { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)whole.TotalHours} h {whole.Minutes} min"),
            { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{whole.Minutes} min {whole.Seconds} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{whole.Seconds} s"),
        };
    }
}
