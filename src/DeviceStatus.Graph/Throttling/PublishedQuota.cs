namespace DeviceStatus.Graph.Throttling;

/// <summary>The limits that Microsoft publishes for the Intune service, for one app in one tenant.</summary>
public static class PublishedQuota
{
    /// <summary>Writes in one <see cref="Window"/>.</summary>
    public const int Writes = 100;

    /// <summary>Requests of any kind in one <see cref="Window"/>.</summary>
    public const int Requests = 1000;

    /// <summary>How many requests of any kind are allowed for each write.</summary>
    internal const int RequestsPerWrite = Requests / Writes;

    /// <summary>The period that the limits apply to.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(20);
}
