namespace DeviceStatus.TestServer;

/// <summary>What becomes of a request that a script speaks of.</summary>
internal enum ScriptedMode
{
    /// <summary>It is answered as the script says.</summary>
    Answer,

    /// <summary>The connection is reset; nothing is done.</summary>
    Reset,

    /// <summary>The sandbox does the work, then the connection is reset.</summary>
    ResetAfter,

    /// <summary>It waits for <c>POST /__release</c>, then the sandbox answers.</summary>
    Hang,

    /// <summary>The answer is sent again and again and never ends.</summary>
    Endless,

    /// <summary>The connection is reset in the middle of the answer.</summary>
    Truncate,
}
