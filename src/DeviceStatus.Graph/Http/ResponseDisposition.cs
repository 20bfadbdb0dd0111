namespace DeviceStatus.Graph.Http;

/// <summary>What an answer means for the request that it answers.</summary>
internal enum ResponseDisposition
{
    /// <summary>Done.</summary>
    Success,

    /// <summary>Refused, and will be refused again.</summary>
    Failed,

    /// <summary>The answer proves that nothing was done; sending again is safe for every verb.</summary>
    Retryable,

    /// <summary>It may or may not have been done; sending again is safe only for what is repeatable.</summary>
    Inconclusive,
}
