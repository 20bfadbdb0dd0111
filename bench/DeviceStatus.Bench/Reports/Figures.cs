using System.Globalization;

namespace DeviceStatus.Bench.Reports;

/// <summary>Medians, and figures as the tables show them.</summary>
internal static class Figures
{
    internal const string None = "–";

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    internal static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Seconds(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " s";

    internal static string Milliseconds(double value) => value.ToString("0", CultureInfo.InvariantCulture) + " ms";

    internal static string Ratio(double value) =>
        double.IsNaN(value) ? None : value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    internal static string Exact(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    internal static string Megabytes(double bytes) => (bytes / (1024 * 1024)).ToString("0.0", CultureInfo.InvariantCulture) + " MB";

    internal static string Percent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %";
}
