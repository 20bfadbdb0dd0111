namespace DeviceStatus.Graph.Http;

/// <summary>Takes the messages of the engine for one caller. Called from any thread; never gets a token.</summary>
public sealed class GraphLog
{
    /// <summary>Takes the trace of requests and answers, or <see langword="null"/> when nobody reads it.</summary>
    public Action<string>? Debug { get; init; }

    /// <summary>Whether <see cref="Debug"/> gets the bodies as well, which hold names of people.</summary>
    public bool IncludesBodies { get; init; }

    /// <summary>Takes decisions worth knowing: a version chosen, a wait, a retry.</summary>
    public Action<string>? Verbose { get; init; }

    /// <summary>Takes what a user ought to see though the run goes on.</summary>
    public Action<string>? Warning { get; init; }
}
