namespace DeviceStatus;

/// <summary>A problem of a row or a column of the input, as Test-DeviceStatusInput reports it.</summary>
public sealed class InputProblem
{
    internal InputProblem(string? column, object? value, string problem, string? suggestion = null)
    {
        Column = column;
        Value = value;
        Problem = problem;
        Suggestion = suggestion;
    }

    /// <summary>The number of the row in the input, from 1; null for a column that fits no parameter.</summary>
    public long? Row { get; internal set; }

    /// <summary>The name of the column in the input; null when the problem is about the whole row.</summary>
    public string? Column { get; }

    /// <summary>The value, unchanged.</summary>
    public object? Value { get; }

    /// <summary>The problem, in a sentence.</summary>
    public string Problem { get; }

    /// <summary>The suggested value, if there is one.</summary>
    public string? Suggestion { get; }

    /// <summary>The problem.</summary>
    /// <returns>For example <c>Row 42: Status 'complaint' is not a compliance status; did you mean 'compliant'?</c>.</returns>
    public override string ToString() => Row is { } row ? FormattableString.Invariant($"Row {row}: {Problem}") : Problem;
}
