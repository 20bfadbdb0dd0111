namespace DeviceStatus.Reporting.Summaries;

/// <summary>A text bar, in eighths of a character if the console can show them.</summary>
internal static class TextBar
{
    private const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>Draws a bar.</summary>
    /// <param name="fraction">The share, 0 to 1; values outside are limited to this range.</param>
    /// <param name="width">The length of a full bar, in characters; 1 or more.</param>
    /// <param name="ascii"><see langword="true"/> for <c>#</c> in place of block characters.</param>
    /// <returns>The bar, without padding; a share above 0 has at least the smallest mark.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is less than 1.</exception>
    internal static string Draw(double fraction, int width, bool ascii)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        fraction = double.IsNaN(fraction) ? 0 : Math.Clamp(fraction, 0, 1);
        int steps = ascii ? 1 : 8;
        int marks = (int)Math.Round(fraction * width * steps, MidpointRounding.AwayFromZero);
        if (marks == 0 && fraction > 0)
        {
            marks = 1;
        }

        if (ascii)
        {
            return new string('#', marks);
        }

        string whole = new('█', marks / 8);
        return marks % 8 == 0 ? whole : whole + Eighths[marks % 8];
    }
}
