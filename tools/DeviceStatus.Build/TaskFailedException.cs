namespace DeviceStatus.Build;

/// <summary>A task did not succeed.</summary>
/// <param name="message">What happened, or an empty string when it was printed already.</param>
/// <param name="exitCode">The exit code of the build.</param>
internal sealed class TaskFailedException(string message, int exitCode = 1) : Exception(message)
{
    internal int ExitCode { get; } = exitCode;
}
