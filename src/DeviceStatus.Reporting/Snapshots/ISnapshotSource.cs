namespace DeviceStatus.Reporting.Snapshots;

/// <summary>A source of statuses in the order of snapshots: a file, or a collection in memory.</summary>
public interface ISnapshotSource
{
    /// <summary>The header: the content and its coverage.</summary>
    SnapshotHeader Header { get; }

    /// <summary>Reads the statuses in order. Can be called more than once.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The statuses.</returns>
    /// <exception cref="SnapshotException">The file is damaged.</exception>
    IEnumerable<SnapshotStatus> Read(CancellationToken cancellationToken);
}
