namespace DeviceStatus.Graph.IntuneReports;

/// <summary>The exception for a report that could not be created, downloaded or read.</summary>
public sealed class ReportFailedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public ReportFailedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Whether the job is still running at the service, or its file can be downloaded again, so that the same command can continue with it.
    /// </summary>
    public bool CanContinue { get; init; }
}
