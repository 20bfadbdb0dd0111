using System.Globalization;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Reporting.Comparison;

/// <summary>A status in two snapshots, and its change.</summary>
/// <param name="Before">The status in the reference; <see langword="null"/> if it did not exist.</param>
/// <param name="After">The status now; <see langword="null"/> if it was removed.</param>
/// <param name="Change">The change, or <see langword="null"/> if nothing changed or the change is not known.</param>
/// <param name="Properties">The names of the properties that differ, as parameter names.</param>
public sealed record StatusDifference(SnapshotStatus? Before, SnapshotStatus? After, ChangeKind? Change, IReadOnlyList<string> Properties)
{
    private const string Status = "status";
    private const string InstallStatus = "installStatus";

    /// <summary>Properties that differ in every snapshot without a change of the status.</summary>
    private static readonly string[] Unstable = ["lastReportedDateTime"];

    /// <summary>The newer version.</summary>
    public SnapshotStatus Newest => After ?? Before!;

    /// <summary>The display text of the value before: the status if it differs, otherwise the properties that differ.</summary>
    public string? BeforeText => Text(Before);

    /// <summary>The display text of the value now: the status if it differs, otherwise the properties that differ.</summary>
    public string? AfterText => Text(After);

    /// <summary>Compares two versions of one status.</summary>
    /// <param name="before">The status in the reference.</param>
    /// <param name="after">The status now.</param>
    /// <param name="isStatusOnly">Whether only the status is compared.</param>
    /// <returns>The difference.</returns>
    internal static StatusDifference Of(SnapshotStatus before, SnapshotStatus after, bool isStatusOnly = false)
    {
        List<string> names =
            [.. DifferentNames(before, after).Where(name => !isStatusOnly || name.Equals(Status, StringComparison.OrdinalIgnoreCase))];
        ChangeKind? change = names.Count == 0 ? null
            : !IsFailing(before) && IsFailing(after) ? ChangeKind.Regressed
            : IsFailing(before) && IsInOrder(after) ? ChangeKind.Recovered
            : ChangeKind.Changed;
        return new StatusDifference(before, after, change, names);
    }

    /// <summary>The status as one word or two.</summary>
    internal static string? StatusText(SnapshotStatus? status) =>
        string.Join(
            " / ",
            new[] { status?[InstallStatus] as string, status?[Status] as string }
                .Where(text => !string.IsNullOrEmpty(text))) is { Length: > 0 } text
            ? text
            : null;

    private static IEnumerable<string> DifferentNames(SnapshotStatus before, SnapshotStatus after)
    {
        ResourceDescriptor? resource = SnapshotStatus.FindResource(after.Noun);
        return before.Values.Concat(after.Values).Select(pair => pair.Key)
            .Distinct(StringComparer.Ordinal)
            .Where(name => !Unstable.Contains(name, StringComparer.Ordinal) && !AreEqual(before[name], after[name]))
            .OrderBy(name => resource?.IndexOf(name) is >= 0 and int place ? place : int.MaxValue)
            .ThenBy(name => name, StringComparer.Ordinal)
            .Select(name => resource?.FindProperty(name)?.DisplayName ?? name);
    }

    /// <summary>A missing property equals a property that is null or empty, because sources differ in this.</summary>
    private static bool AreEqual(object? before, object? after) => (Bare(before), Bare(after)) switch
    {
        (null, null) => true,
        (DateTimeOffset left, DateTimeOffset right) => left.UtcTicks == right.UtcTicks,
        (IReadOnlyList<object?> left, IReadOnlyList<object?> right) =>
            left.Count == right.Count && left.Zip(right).All(pair => AreEqual(pair.First, pair.Second)),
        (IReadOnlyDictionary<string, object?> left, IReadOnlyDictionary<string, object?> right) =>
            left.Keys.Union(right.Keys).All(key => AreEqual(left.GetValueOrDefault(key), right.GetValueOrDefault(key))),
        (int or long, int or long) =>
            Convert.ToInt64(before, CultureInfo.InvariantCulture) == Convert.ToInt64(after, CultureInfo.InvariantCulture),
        var (left, right) => Equals(left, right),
    };

    private static object? Bare(object? value) => value is "" ? null : value;

    private static bool IsFailing(SnapshotStatus status) =>
        StatusWord.IsFailing(status[Status] as string) || StatusWord.IsFailing(status[InstallStatus] as string);

    private static bool IsInOrder(SnapshotStatus status) => StatusWord.Of(
        new ReportRow { Status = status[Status] as string, InstallStatus = status[InstallStatus] as string }) == StatusMeaning.Good;

    private string? Text(SnapshotStatus? status)
    {
        bool isAboutStatus = Before is null || After is null || Properties.Any(name => name is "Status" or "InstallStatus");
        if (isAboutStatus || Properties.Count == 0)
        {
            return StatusText(status);
        }

        return string.Join("; ", Properties.Select(name => $"{name}: {Value(status?[name])}"));
    }

    private static string Value(object? value) => value switch
    {
        null or "" => "(none)",
        DateTimeOffset date => SnapshotJson.DateText(date),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
