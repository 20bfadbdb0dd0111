namespace DeviceStatus.Graph.Requests;

/// <summary>The stable ids of the errors of a request. They are part of the public contract.</summary>
public static class GraphErrorId
{
    /// <summary>400, 415, 422.</summary>
    public const string BadRequest = "GraphBadRequest";

    /// <summary>401.</summary>
    public const string Unauthorized = "GraphUnauthorized";

    /// <summary>403.</summary>
    public const string Forbidden = "GraphForbidden";

    /// <summary>404, 410.</summary>
    public const string NotFound = "GraphNotFound";

    /// <summary>409, 412.</summary>
    public const string Conflict = "GraphConflict";

    /// <summary>405, 501; 400 with "No method match route template".</summary>
    public const string VerbNotImplemented = "GraphVerbNotImplemented";

    /// <summary>429 until the retry budget was used up.</summary>
    public const string Throttled = "GraphThrottled";

    /// <summary>5xx until the retry budget was used up, or a response that is not from Graph.</summary>
    public const string Unavailable = "GraphUnavailable";

    /// <summary>The service could not be reached; nothing was sent.</summary>
    public const string Connection = "GraphConnection";

    /// <summary>A write was sent and no response arrived.</summary>
    public const string OutcomeUnknown = "OutcomeUnknown";

    /// <summary>The run was stopped or its time budget was used up before the row was sent.</summary>
    public const string NotSent = "NotSent";

    /// <summary>An update that changes nothing.</summary>
    public const string NothingToChange = "NothingToChange";

    /// <summary>The row is invalid.</summary>
    public const string InvalidRow = "InvalidRow";
}
