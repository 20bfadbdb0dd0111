using System.Text.RegularExpressions;

namespace DeviceStatus.Reporting.Summaries;

/// <summary>The reason why a row counts as failed.</summary>
/// <param name="ErrorId">The stable id of the error, or the status if the row has no error.</param>
/// <param name="Reason">The text of the reason.</param>
/// <param name="Meaning">The severity.</param>
internal sealed partial record Failure(string ErrorId, string Reason, StatusMeaning Meaning)
{
    /// <summary>The reason without the parts that differ from row to row, so that equal failures are grouped.</summary>
    internal string Pattern => Varying().Replace(Reason, "…");

    /// <summary>Determines whether and why a row failed.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The failure, or <see langword="null"/> for a row that did not fail.</returns>
    internal static Failure? Of(ReportRow row)
    {
        if (!string.IsNullOrEmpty(row.Outcome))
        {
            return OfOutcome(row, StatusWord.Of(row.Outcome));
        }

        return OfStatus(row.InstallStatus) ?? OfStatus(row.Status);
    }

    private static Failure? OfOutcome(ReportRow row, StatusWord word)
    {
        bool inDoubt = string.Equals(word.Value, "unknown", StringComparison.OrdinalIgnoreCase);
        if (word.Meaning is not (StatusMeaning.Bad or StatusMeaning.Pending) && !inDoubt)
        {
            return null;
        }

        string id = !string.IsNullOrWhiteSpace(row.ErrorId) ? row.ErrorId : inDoubt ? "OutcomeUnknown" : word.Value;
        string why = inDoubt ? "The request was sent, and no response arrived." : word.Why;
        return new Failure(id, string.IsNullOrWhiteSpace(row.Reason) ? why : row.Reason, word.Meaning);
    }

    private static Failure? OfStatus(string? status) =>
        !string.IsNullOrEmpty(status) && StatusWord.Of(status) is { Meaning: StatusMeaning.Bad } word
            ? new Failure(word.Value, word.Why, word.Meaning)
            : null;

    // GUIDs (also several joined by underscores), quoted text, and the number after the word row.
    [GeneratedRegex(
        @"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})*"
            + @"|(?<=')[^']+(?=')|(?<="")[^""]+(?="")|(?<=\brow )\d+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Varying();
}
