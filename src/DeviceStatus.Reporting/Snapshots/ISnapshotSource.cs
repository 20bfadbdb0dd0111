namespace DeviceStatus.Reporting.Snapshots;

/// <summary>Statuses in the order of snapshots, and what is known of them: a file, or what is being collected.</summary>
public interface ISnapshotSource
{
    /// <summary>What it holds and how completely.</summary>
    SnapshotHeader Header { get; }

    /// <summary>The statuses in order. Can be read as often as wanted.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The statuses.</returns>
    /// <exception cref="SnapshotException">The file is damaged.</exception>
    IEnumerable<SnapshotStatus> Read(CancellationToken cancellationToken);
}
