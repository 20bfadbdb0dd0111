namespace DeviceStatus.Reporting.Summaries;

/// <summary>The number of rows with one value of one property.</summary>
public sealed class StatusCount
{
    private readonly int[] _byMeaning;

    internal StatusCount(SummaryProperty property, string value, StatusMeaning meaning, int[] byMeaning, int of)
    {
        Property = property;
        Value = value;
        Meaning = meaning;
        _byMeaning = byMeaning;
        Count = byMeaning.Sum();
        Percent = of == 0 ? 0 : 100d * Count / of;
    }

    /// <summary>The property.</summary>
    public SummaryProperty Property { get; }

    /// <summary>The value, in the spelling of its first row.</summary>
    public string Value { get; }

    /// <summary>The number of rows with the value.</summary>
    public int Count { get; }

    /// <summary>The share of the rows with the property, 0 to 100 and not rounded.</summary>
    public double Percent { get; }

    /// <summary>The meaning of the value; <see cref="StatusMeaning.Unknown"/> for a value that is not a status, such as a model.</summary>
    public StatusMeaning Meaning { get; }

    /// <summary>The number of rows with the value and a meaning, e.g. how many devices of a model failed.</summary>
    /// <param name="meaning">The meaning.</param>
    /// <returns>The number of rows, at most <see cref="Count"/>.</returns>
    public int CountOf(StatusMeaning meaning) => _byMeaning[(int)meaning];

    /// <summary>The share as a text bar for the console.</summary>
    /// <param name="width">The length of a bar of 100 percent, in characters; 1 or more.</param>
    /// <param name="ascii"><see langword="true"/> for <c>#</c> in place of block characters.</param>
    /// <returns>The bar, without padding; never empty if the count is not 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is less than 1.</exception>
    public string ToBar(int width, bool ascii = false) => TextBar.Draw(Percent / 100, width, ascii);
}
