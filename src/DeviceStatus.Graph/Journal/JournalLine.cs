using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Journal;

/// <summary>One line of a journal after its header: the intent of a row, or its outcome.</summary>
internal sealed record JournalLine
{
    /// <summary>The key of the row.</summary>
    internal required JournalKey Key { get; init; }

    /// <summary>The outcome, or <see langword="null"/> for an intent.</summary>
    internal RowOutcome? Outcome { get; init; }

    internal long? Row { get; init; }

    internal string? Method { get; init; }

    internal string? Url { get; init; }

    internal string? Tenant { get; init; }

    internal string? Connection { get; init; }

    internal string? Id { get; init; }

    internal string? ErrorId { get; init; }

    internal string? Reason { get; init; }
}
