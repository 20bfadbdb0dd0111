namespace DeviceStatus.Graph.Http;

/// <summary>The effect of a request, as far as its response shows it.</summary>
internal enum ResponseDisposition
{
    /// <summary>The request was done.</summary>
    Success,

    /// <summary>The request was refused and will be refused again.</summary>
    Failed,

    /// <summary>The request was refused before it was executed; sending it again is safe for every verb.</summary>
    Retryable,

    /// <summary>The request may or may not have been done; sending it again is safe only for verbs that may be repeated.</summary>
    Inconclusive,
}
