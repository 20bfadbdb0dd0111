namespace DeviceStatus.Reporting.Summaries;

/// <summary>How many rows have one value of one property.</summary>
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

    /// <summary>What is counted by.</summary>
    public SummaryProperty Property { get; }

    /// <summary>The value, as it stood in the first row that had it.</summary>
    public string Value { get; }

    /// <summary>The number of rows with the value.</summary>
    public int Count { get; }

    /// <summary>The share, 0 to 100 and not rounded, of the rows that state the property.</summary>
    public double Percent { get; }

    /// <summary>What the value means; <see cref="StatusMeaning.Unknown"/> for a value that is no status, such as a model.</summary>
    public StatusMeaning Meaning { get; }

    /// <summary>How many of the rows with the value have a meaning, e.g. how many devices of a model failed.</summary>
    /// <param name="meaning">The meaning.</param>
    /// <returns>The number of rows, at most <see cref="Count"/>.</returns>
    public int CountOf(StatusMeaning meaning) => _byMeaning[(int)meaning];

    /// <summary>The share as a bar for a text console.</summary>
    /// <param name="width">The length of a bar of 100 percent, in characters; 1 or more.</param>
    /// <param name="ascii"><see langword="true"/> for <c>#</c> in place of block characters.</param>
    /// <returns>The bar, without padding; never empty when the count is not 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is less than 1.</exception>
    public string ToBar(int width, bool ascii = false) => TextBar.Draw(Percent / 100, width, ascii);
}
