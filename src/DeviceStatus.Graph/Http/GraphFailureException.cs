namespace DeviceStatus.Graph.Http;

/// <summary>A request that did not succeed.</summary>
public sealed class GraphFailureException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="failure">What is known.</param>
    public GraphFailureException(GraphFailure failure)
        : base(failure?.Message, failure?.Cause)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Failure = failure;
    }

    /// <summary>What is known of the failure.</summary>
    public GraphFailure Failure { get; }
}
