namespace DeviceStatus.Reporting.Snapshots;

/// <summary>
/// A file that is not a snapshot, is damaged, or does not fit. The message names the file and the line and says what would be right.
/// </summary>
public sealed class SnapshotException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and what would be right.</param>
    /// <param name="cause">The error below, where there is one.</param>
    public SnapshotException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
