namespace DeviceStatus;

/// <summary>Something that is wrong with a row or a column of the input, as Test-DeviceStatusInput reports it.</summary>
public sealed class InputProblem
{
    internal InputProblem(string? column, object? value, string problem, string? suggestion = null)
    {
        Column = column;
        Value = value;
        Problem = problem;
        Suggestion = suggestion;
    }

    /// <summary>The place of the row in the input, from 1; null for a column that fits no parameter.</summary>
    public long? Row { get; internal set; }

    /// <summary>The column, as the input names it; null when the row as a whole is wrong.</summary>
    public string? Column { get; }

    /// <summary>The value as it came.</summary>
    public object? Value { get; }

    /// <summary>What is wrong, in a sentence.</summary>
    public string Problem { get; }

    /// <summary>What was most likely meant, where it is known.</summary>
    public string? Suggestion { get; }

    /// <summary>The problem.</summary>
    /// <returns>For example <c>Row 42: Status 'complaint' is not a compliance status; did you mean 'compliant'?</c>.</returns>
    public override string ToString() => Row is { } row ? FormattableString.Invariant($"Row {row}: {Problem}") : Problem;
}
