namespace DeviceStatus.Reporting;

/// <summary>Classifies grace periods by their end, relative to a point in time.</summary>
/// <param name="asOf">The moment.</param>
/// <param name="days">The number of days that counts as soon.</param>
internal sealed class GracePeriod(DateTimeOffset asOf, int days)
{
    /// <summary>The default number of days that counts as soon.</summary>
    internal const int DefaultDays = 14;

    internal const string Ended = "Ended";
    internal const string Later = "Later";
    internal const string Never = "Never";

    private readonly DateTimeOffset _limit = asOf.UtcDateTime.AddDays(days);

    internal string Soon { get; } = FormattableString.Invariant($"Within {days} {(days == 1 ? "day" : "days")}");

    /// <summary>The order in which the values are shown.</summary>
    internal IReadOnlyList<string> Values => [Soon, Ended, Later, Never];

    /// <summary>The value for a row, or <see langword="null"/> if the row has no date.</summary>
    internal string? Of(DateTimeOffset? end) => !IsStated(end) ? null
        : IsNever(end.Value) ? Never
        : end.Value < asOf ? Ended
        : end.Value <= _limit ? Soon
        : Later;

    /// <summary>Whether a date is present. The service sends the year 1 for no date.</summary>
    internal static bool IsStated([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] DateTimeOffset? date) => date is { Year: > 1 };

    /// <summary>Whether a date means never: the maximum date.</summary>
    internal static bool IsNever(DateTimeOffset date) => date.UtcDateTime >= new DateTime(9999, 12, 31, 0, 0, 0, DateTimeKind.Utc);
}
