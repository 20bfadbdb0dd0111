using DeviceStatus.Graph.Text;

namespace DeviceStatus.Graph.Journal;

/// <summary>A file that is not a journal, or that this run cannot continue. The file was not changed.</summary>
public sealed class JournalException : Exception
{
    private const int MaxMessageLength = 2000;

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with the file and what to do.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public JournalException(string message, Exception? inner = null)
        : base(TextSanitizer.Sanitize(message, MaxMessageLength), inner)
    {
    }
}
