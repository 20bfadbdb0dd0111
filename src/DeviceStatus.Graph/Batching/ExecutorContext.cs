using System.Collections.Concurrent;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Retry;

namespace DeviceStatus.Graph.Batching;

/// <summary>The shared state of the parts of one executor.</summary>
internal sealed class ExecutorContext
{
    internal ExecutorContext(GraphClient client, BatchOptions options, RunStatistics statistics)
    {
        Client = client;
        Options = options;
        Statistics = statistics;
        RetryPolicy policy = options.Retry ?? client.Retry;
        Retry = options.RetryLimit is { } limit ? policy.WithMaxAttempts(limit + 1) : policy;
        Retries = new RetryQueue(client.Clock);
        Wake = new AsyncSignal(client.Clock);
        RowsCompleted = options.RowsCompleted ?? new AsyncSignal(client.Clock);
        Guard = new RunGuard(options);
        GoneCollections = new GoneCollections(options.SkipsGone);
        Creations = options.RetryInDoubt ? new CreationLedger(options.Journal, options.JournalScope) : null;
        CreationLookUp = new CreationLookUp(client.Clock, Retries, options.Linger);
    }

    internal GraphClient Client { get; }

    internal BatchOptions Options { get; }

    internal RunStatistics Statistics { get; }

    internal RetryPolicy Retry { get; }

    internal GraphLog? Log => Options.Log;

    /// <summary>Rows that wait for another attempt or for their next page.</summary>
    internal RetryQueue Retries { get; }

    /// <summary>Complete batches that are sent unchanged.</summary>
    internal ConcurrentQueue<List<RowState>> Groups { get; } = new();

    internal ObjectSequencer Objects { get; } = new();

    internal RunGuard Guard { get; }

    internal GoneCollections GoneCollections { get; }

    /// <summary>Which objects the rows created; null when the objects of POSTs in doubt are not looked for in their collections.</summary>
    internal CreationLedger? Creations { get; }

    internal CreationLookUp CreationLookUp { get; }

    /// <summary>Wakes the dispatcher.</summary>
    internal AsyncSignal Wake { get; }

    /// <summary>Set whenever rows have ended or pages have come.</summary>
    internal AsyncSignal RowsCompleted { get; }

    /// <summary>The largest body of a batch, in bytes; less than unlimited after the service responded with 413.</summary>
    internal int MaxBatchBytes { get; set; } = int.MaxValue;

    /// <summary>
    /// Whether the service creates objects with the ids that a POST names: null until a response showed it. Only then does the absence of
    /// an object prove that its POST was not done.
    /// </summary>
    internal bool? KeepsIds { get; set; }

    /// <summary>Whether the run ended because the service did not respond for too long.</summary>
    internal bool HasGivenUp { get; set; }

    /// <summary>Ends the run early; set by the dispatcher.</summary>
    internal required Action<string> Stop { get; init; }
}
