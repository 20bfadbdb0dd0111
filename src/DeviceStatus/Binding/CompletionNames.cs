using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Policies;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Binding;

/// <summary>
/// Caches ids and names of each connection for completion. They are read at the first completion, which waits at most 400 ms; names that
/// arrive later are offered at the next completion.
/// </summary>
internal static class CompletionNames
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LifetimeAfterFailure = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxFetchTime = TimeSpan.FromSeconds(30);
    private static readonly ConditionalWeakTable<Connection, ConcurrentDictionary<string, Entry>> Cache = [];

    /// <summary>The id and the name of each policy of a kind that is already known.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="policies">The kind.</param>
    /// <param name="hint">Why there are none, or null.</param>
    internal static IReadOnlyList<KeyValuePair<string, string>> OfPolicies(
        Connection connection,
        ResourceDescriptor policies,
        out string? hint) =>
        Of(connection, policies.Noun, () => PolicyList.ReadAsync(connection.Client, policies, MaxFetchTime), out hint);

    /// <summary>The id and the names of each status on the first page of a list that is already known.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="parentId">The id of the policy, where there is one.</param>
    /// <param name="hint">Why there are none, or null.</param>
    internal static IReadOnlyList<KeyValuePair<string, string>> OfStatuses(
        Connection connection, ResourceDescriptor resource, string? parentId, out string? hint) =>
        Of(connection, $"{resource.Noun}/{parentId}", () => StatusList.ReadAsync(
            connection.Client,
            resource,
            parentId,
            MaxFetchTime), out hint);

    private static IReadOnlyList<KeyValuePair<string, string>> Of(
        Connection connection, string key, Func<Task<IReadOnlyList<KeyValuePair<string, string>>?>> fetch, out string? hint)
    {
        ConcurrentDictionary<string, Entry> entries = Cache.GetOrCreateValue(connection);
        if (!entries.TryGetValue(key, out Entry? entry) || entry.IsExpired)
        {
            // The old names are better than none while the new ones are read.
            Entry fresh = new(Task.Run(fetch), entry?.Names ?? []);
            entries[key] = entry = fresh;
        }

        PipelineCommand.Wait(entry.Fetch, MaxWait);
        IReadOnlyList<KeyValuePair<string, string>> names = entry.Names;
        hint = names.Count > 0 ? null
            : !entry.Fetch.IsCompleted ? "The service has not responded yet. Press the key again."
            : entry.Fetch.Result is null ? $"Nothing could be read over the connection '{connection.Name}'."
            : "The service has nothing to choose from.";
        return names;
    }

    private sealed class Entry(Task<IReadOnlyList<KeyValuePair<string, string>>?> fetch, IReadOnlyList<KeyValuePair<string, string>> before)
    {
        private readonly long _since = Environment.TickCount64;

        internal Task<IReadOnlyList<KeyValuePair<string, string>>?> Fetch { get; } = fetch;

        internal IReadOnlyList<KeyValuePair<string, string>> Names => (Fetch.IsCompletedSuccessfully ? Fetch.Result : null) ?? before;

        internal bool IsExpired => Fetch.IsCompleted
            && Environment.TickCount64 - _since > (Fetch.Result is null ? LifetimeAfterFailure : Lifetime).TotalMilliseconds;
    }
}
