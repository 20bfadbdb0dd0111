namespace DeviceStatus.Graph.Http;

/// <summary>The exception for a request that did not succeed.</summary>
public sealed class GraphFailureException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">The description of the failure.</param>
    public GraphFailureException(GraphFailure failure)
        : base(failure?.Message, failure?.Cause)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Failure = failure;
    }

    /// <summary>The description of the failure.</summary>
    public GraphFailure Failure { get; }
}
