using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Reporting.Comparison;

/// <summary>
/// The statuses of one policy in one snapshot, ordered by device and user. A row of a report has no id of the service, so that device and
/// user are all that tell it from a status of the collection.
/// </summary>
internal sealed class PolicyStatuses : IDisposable
{
    private readonly SnapshotSorter _sorter = new(OrderOf);

    internal void Add(SnapshotStatus status) => _sorter.Add(status);

    /// <summary>Reads the statuses by device and user, those of one device and user by their status.</summary>
    internal IEnumerable<SnapshotStatus> Read(CancellationToken cancellationToken)
    {
        foreach (SnapshotLine line in _sorter.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return SnapshotJson.ReadStatus(line.Bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sorter.Dispose();

    /// <summary>The device and the user of a status. Sources differ in the case of names.</summary>
    internal static string IdentityOf(SnapshotStatus status) =>
        status.DisplayName?.ToUpperInvariant() + '\0' + (status["userPrincipalName"] as string)?.ToUpperInvariant();

    private static string OrderOf(SnapshotStatus status) =>
        string.Join('\0', IdentityOf(status), StatusDifference.StatusText(status), status.Id);
}
