namespace DeviceStatus.Graph.Throttling;

/// <summary>Requests that were sent together, as an entry of a <see cref="SendLog"/>.</summary>
internal sealed class SentRequests(int count, long sentAt, TimeSpan credit)
{
    /// <summary>The number of requests that count against the quota.</summary>
    internal int Count { get; set; } = count;

    /// <summary>When they were sent.</summary>
    internal long SentAt { get; } = sentAt;

    /// <summary>The latency credit that was used for them.</summary>
    internal TimeSpan Credit { get; } = credit;

    /// <summary>When the response arrived; <see langword="null"/> before.</summary>
    internal long? RespondedAt { get; set; }

    /// <summary>Whether another process sent them.</summary>
    internal bool IsForeign { get; init; }

    /// <summary>The node in the log.</summary>
    internal LinkedListNode<SentRequests>? Node { get; set; }
}
