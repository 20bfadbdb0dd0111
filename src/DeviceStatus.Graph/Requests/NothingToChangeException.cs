namespace DeviceStatus.Graph.Requests;

/// <summary>The exception for an update that would change nothing.</summary>
public sealed class NothingToChangeException : ArgumentException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing.</param>
    public NothingToChangeException(string message)
        : base(message)
    {
    }
}
