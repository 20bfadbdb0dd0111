namespace DeviceStatus.Graph.Throttling;

/// <summary>What refusals of spaced requests come from.</summary>
internal enum RefusalCause
{
    /// <summary>The rate was too high, or may have been.</summary>
    Rate,

    /// <summary>Something else: a lower rate did not make them rarer.</summary>
    Chance,

    /// <summary>The service does not refill steadily: its quota is one of a window.</summary>
    Window,
}
