using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;

namespace DeviceStatus.Pipeline;

/// <summary>The options of a run of a write command.</summary>
internal sealed record WriteRunOptions
{
    /// <summary>The resource that the command writes.</summary>
    internal required ResourceDescriptor Resource { get; init; }

    /// <summary>How many connections are open, among which rows that wait are shared.</summary>
    internal int OpenConnections { get; init; }

    /// <summary>Rows in one batch, 1 to 20.</summary>
    internal required int BatchSize { get; init; }

    /// <summary>Batches in flight at a time, 1 to 64.</summary>
    internal required int ThrottleLimit { get; init; }

    /// <summary>How long the whole run may take.</summary>
    internal TimeSpan? TimeBudget { get; init; }

    /// <summary>Whether the changed objects are output.</summary>
    internal bool ReturnsObjects { get; init; }

    /// <summary>The journal as the user named it.</summary>
    internal string? JournalPath { get; init; }

    /// <summary>Whether a create that an earlier run left inconclusive is sent again.</summary>
    internal bool RetryInDoubt { get; init; }

    /// <summary>Receives each row that is not done, or null.</summary>
    internal FailedRowFile? FailedRows { get; init; }

    /// <summary>How many rows may fail before the run stops.</summary>
    internal int? MaxErrors { get; init; }

    /// <summary>How many rows come in all, where that is known.</summary>
    internal long? TotalCount { get; init; }

    /// <summary>How often a row is sent again at most.</summary>
    internal int? RetryLimit { get; init; }

    /// <summary>How long a run that is stopped waits for what is in flight.</summary>
    internal TimeSpan? StopGrace { get; init; }
}
