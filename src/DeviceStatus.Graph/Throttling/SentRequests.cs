namespace DeviceStatus.Graph.Throttling;

/// <summary>Some requests that were sent together, as an entry of a <see cref="SendLog"/>.</summary>
internal sealed class SentRequests(int count, long sentAt, TimeSpan credit)
{
    /// <summary>How many of them count against the quota.</summary>
    internal int Count { get; set; } = count;

    /// <summary>When they were sent.</summary>
    internal long SentAt { get; } = sentAt;

    /// <summary>How much earlier they may have been sent because of the latency.</summary>
    internal TimeSpan Credit { get; } = credit;

    /// <summary>When the response arrived; <see langword="null"/> before.</summary>
    internal long? AnsweredAt { get; set; }

    /// <summary>Whether something other than this process sent them.</summary>
    internal bool IsForeign { get; init; }

    /// <summary>The place in the log.</summary>
    internal LinkedListNode<SentRequests>? Node { get; set; }
}
