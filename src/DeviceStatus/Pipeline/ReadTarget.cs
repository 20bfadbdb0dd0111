using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Pipeline;

/// <summary>A list of statuses that Get-DeviceStatus reads, and its progress.</summary>
internal sealed class ReadTarget
{
    /// <summary>Two hashes of each id that was read: ids are long, and their texts are not kept until the list ends.</summary>
    private readonly HashSet<(int, int)> _seen = [];

    internal ReadTarget(
        Connection connection,
        string kind,
        ResourceDescriptor resource,
        string? policyId,
        string? policyName,
        object? input)
    {
        Connection = connection;
        Kind = kind;
        Resource = resource;
        PolicyId = policyId;
        PolicyName = policyName;
        Input = input;
    }

    internal Connection Connection { get; }

    internal string Kind { get; }

    internal ResourceDescriptor Resource { get; }

    internal string? PolicyId { get; }

    internal string? PolicyName { get; }

    /// <summary>The target of error records about the list.</summary>
    internal object? Input { get; }

    /// <summary>The name of the list in messages.</summary>
    internal string Label => PolicyName ?? PolicyId ?? "iOS updates";

    internal long Read { get; set; }

    internal long? Expected { get; set; }

    /// <summary>Whether the statuses come from a report.</summary>
    internal bool IsReport { get; set; }

    /// <summary>Whether the service no longer has the collection, and the report was not read yet.</summary>
    internal bool AwaitsReport { get; set; }

    /// <summary>The number of rows of a report whose status is only a number.</summary>
    internal long WithoutStatusText { get; set; }

    /// <summary>Why the list ended early.</summary>
    internal GraphFailure? Failure { get; set; }

    /// <summary>Why the overview could not be read.</summary>
    internal GraphFailure? OverviewFailure { get; set; }

    /// <summary>Whether reading the list has ended.</summary>
    internal bool IsEnded { get; set; }

    /// <summary>Whether the coverage of the list was recorded in the run.</summary>
    internal bool IsRecorded { get; set; }

    /// <summary>
    /// Whether a status was not read yet. When rows are added or removed while a list is read, a page repeats rows of the one before it.
    /// </summary>
    internal bool IsNew(string? id) =>
        string.IsNullOrEmpty(id)
        || _seen.Add((id.GetHashCode(StringComparison.Ordinal), string.GetHashCode(id.AsSpan(1), StringComparison.Ordinal)));

    /// <summary>Reading the list has ended.</summary>
    internal void End()
    {
        IsEnded = true;
        _seen.Clear();
        _seen.TrimExcess();
    }

    /// <summary>Resets the list, because the service no longer has the collection and the report is read instead.</summary>
    internal void SwitchToReport()
    {
        IsReport = true;
        AwaitsReport = true;
        IsEnded = false;
        _seen.Clear();
        Failure = null;
        OverviewFailure = null;
        Read = 0;
    }

    /// <summary>Gets the coverage of the list.</summary>
    internal Coverage ToCoverage()
    {
        // Some kinds of policy have an overview that is always zero.
        long? expected = Expected == 0 && Read > 0 ? null : Expected;
        string? reason = Failure is { } failure ? failure.Message
            : !IsEnded ? "The command ended before the list was read to its end."
            : expected > Read ? string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"The list ended after {Read} statuses, but the overview counts {expected}.")
            : OverviewFailure is { } overview ? $"The overview could not be read: {overview.Message}"
            : Expected == 0 && Read > 0 ? "The overview counts nothing."
            : WithoutStatusText > 0
                ? FormattableString.Invariant($"The report has the status of {WithoutStatusText} rows only as a number.")
            : null;
        CoverageState state = Failure is null && IsEnded ? (expected > Read ? CoverageState.Partial : CoverageState.Complete)
            : Read > 0 ? CoverageState.Partial
            : CoverageState.Failed;
        return new Coverage(Connection.Name, Kind, PolicyId, PolicyName, Read, expected, state, reason)
        {
            Source = IsReport ? nameof(StatusSource.Report) : nameof(StatusSource.Collection),
            IsUnread = Failure is null && !IsEnded && Read == 0,
        };
    }
}
