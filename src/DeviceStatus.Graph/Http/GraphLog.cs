namespace DeviceStatus.Graph.Http;

/// <summary>Where one caller wants to read what is sent and answered. Called from any thread; never sees a token.</summary>
public sealed class GraphLog
{
    /// <summary>Takes the trace of requests and answers, or <see langword="null"/> when nobody reads it.</summary>
    public Action<string>? Debug { get; init; }

    /// <summary>Takes decisions worth knowing: a version chosen, a wait, a retry.</summary>
    public Action<string>? Verbose { get; init; }

    /// <summary>Takes what a user ought to see though the run goes on.</summary>
    public Action<string>? Warning { get; init; }
}
