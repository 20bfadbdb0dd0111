namespace DeviceStatus.Reporting;

/// <summary>When grace periods end, seen from one moment.</summary>
/// <param name="asOf">The moment.</param>
/// <param name="days">How many days ahead counts as soon.</param>
internal sealed class GracePeriod(DateTimeOffset asOf, int days)
{
    /// <summary>How many days ahead counts as soon when nothing else is asked for.</summary>
    internal const int DefaultDays = 14;

    internal const string Ended = "Ended";
    internal const string Later = "Later";
    internal const string Never = "Never";

    private readonly DateTimeOffset _limit = asOf.UtcDateTime.AddDays(days);

    internal string Soon { get; } = FormattableString.Invariant($"Within {days} {(days == 1 ? "day" : "days")}");

    /// <summary>The order in which the values are shown.</summary>
    internal IReadOnlyList<string> Values => [Soon, Ended, Later, Never];

    /// <summary>The value for a row, or <see langword="null"/> when the row states no date.</summary>
    internal string? Of(DateTimeOffset? end) => !IsStated(end) ? null
        : IsNever(end.Value) ? Never
        : end.Value < asOf ? Ended
        : end.Value <= _limit ? Soon
        : Later;

    /// <summary>Whether a date is one at all: the service sends the year 1 where it has none.</summary>
    internal static bool IsStated([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] DateTimeOffset? date) => date is { Year: > 1 };

    /// <summary>Whether a date stands for never: the last day that a date can hold.</summary>
    internal static bool IsNever(DateTimeOffset date) => date.UtcDateTime >= new DateTime(9999, 12, 31, 0, 0, 0, DateTimeKind.Utc);
}
