namespace DeviceStatus.Reporting.Snapshots;

/// <summary>
/// A file that is not a snapshot, is damaged, or cannot be compared. The message contains the file, the line and the expected content.
/// </summary>
public sealed class SnapshotException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The problem and the expected content.</param>
    /// <param name="cause">The cause, if there is one.</param>
    public SnapshotException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
