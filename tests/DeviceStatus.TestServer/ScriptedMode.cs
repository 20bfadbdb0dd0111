namespace DeviceStatus.TestServer;

/// <summary>The effect of a rule on a request.</summary>
internal enum ScriptedMode
{
    /// <summary>The response is that of the rule.</summary>
    Answer,

    /// <summary>The connection is reset; nothing is done.</summary>
    Reset,

    /// <summary>The sandbox does the work, then the connection is reset.</summary>
    ResetAfter,

    /// <summary>The request waits for <c>POST /__release</c>, then the sandbox responds.</summary>
    Hang,

    /// <summary>The response is repeated without an end.</summary>
    Endless,

    /// <summary>The connection is reset during the response.</summary>
    Truncate,
}
