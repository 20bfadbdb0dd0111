namespace DeviceStatus.Graph.Schema;

/// <summary>A value that does not fit its property.</summary>
public sealed class InvalidValueException : ArgumentException
{
    /// <summary>Makes the exception.</summary>
    public InvalidValueException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">The property, the value, and what would fit.</param>
    public InvalidValueException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">The property, the value, and what would fit.</param>
    /// <param name="innerException">The cause.</param>
    public InvalidValueException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The value that was most likely meant, or how to write it.</summary>
    public string? Suggestion { get; init; }
}
