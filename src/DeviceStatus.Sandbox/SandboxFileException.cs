using DeviceStatus.Graph.Text;

namespace DeviceStatus.Sandbox;

/// <summary>The state file of a sandbox cannot be used. The file was not changed.</summary>
public sealed class SandboxFileException : IOException
{
    private const int MaxMessageLength = 2000;

    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">Why it cannot be used and what to do, in one or two sentences.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public SandboxFileException(string path, string reason, Exception? innerException = null)
        : base(TextSanitizer.Sanitize($"The sandbox file '{path}' cannot be used: {reason}", MaxMessageLength), innerException)
    {
        Path = path;
    }

    /// <summary>The file.</summary>
    public string Path { get; }
}
