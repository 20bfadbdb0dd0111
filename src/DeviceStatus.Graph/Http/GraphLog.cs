namespace DeviceStatus.Graph.Http;

/// <summary>Receives the messages of the engine for one caller, from any thread. The messages never contain a token.</summary>
public sealed class GraphLog
{
    /// <summary>Receives the trace of requests and responses; <see langword="null"/> when the trace is off.</summary>
    public Action<string>? Debug { get; init; }

    /// <summary>Whether <see cref="Debug"/> also receives the bodies, which contain names of people.</summary>
    public bool IncludesBodies { get; init; }

    /// <summary>Receives decisions, such as a selected version, a wait or a retry.</summary>
    public Action<string>? Verbose { get; init; }

    /// <summary>Receives warnings for the user; the run continues.</summary>
    public Action<string>? Warning { get; init; }
}
