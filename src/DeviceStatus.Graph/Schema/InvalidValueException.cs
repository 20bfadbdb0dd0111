namespace DeviceStatus.Graph.Schema;

/// <summary>The exception for a value that does not fit its property.</summary>
public sealed class InvalidValueException : ArgumentException
{
    /// <summary>Creates the exception.</summary>
    public InvalidValueException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The property, the value, and the expected format.</param>
    public InvalidValueException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The property, the value, and the expected format.</param>
    /// <param name="innerException">The cause.</param>
    public InvalidValueException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The suggested value, or the expected format.</summary>
    public string? Suggestion { get; init; }
}
