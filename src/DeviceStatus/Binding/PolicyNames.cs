using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Policies;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Binding;

/// <summary>
/// The names of the policies of each connection, for completion: fetched when first asked for, kept for a while, and waited for at most
/// 400 ms. Names that arrive later are offered at the next completion.
/// </summary>
internal static class PolicyNames
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan KeptAfterFailure = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestFetch = TimeSpan.FromSeconds(30);
    private static readonly ConditionalWeakTable<Connection, ConcurrentDictionary<string, Entry>> Cache = [];

    /// <summary>Id and name of each policy, as far as they are known by now.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> Of(Connection connection, ResourceDescriptor policies)
    {
        ConcurrentDictionary<string, Entry> entries = Cache.GetOrCreateValue(connection);
        if (!entries.TryGetValue(policies.Noun, out Entry? entry) || entry.IsOver)
        {
            // The names of before are better than none while the new ones are on their way.
            Entry fresh = new(Task.Run(() => PolicyList.ReadAsync(connection.Client, policies, LongestFetch)), entry?.Names ?? []);
            entries[policies.Noun] = entry = fresh;
        }

        PipelineCommand.Wait(entry.Fetch, Patience);
        return entry.Names;
    }

    private sealed class Entry(Task<IReadOnlyList<KeyValuePair<string, string>>?> fetch, IReadOnlyList<KeyValuePair<string, string>> before)
    {
        private readonly long _since = Environment.TickCount64;

        internal Task<IReadOnlyList<KeyValuePair<string, string>>?> Fetch { get; } = fetch;

        internal IReadOnlyList<KeyValuePair<string, string>> Names => (Fetch.IsCompletedSuccessfully ? Fetch.Result : null) ?? before;

        internal bool IsOver => Fetch.IsCompleted
            && Environment.TickCount64 - _since > (Fetch.Result is null ? KeptAfterFailure : Kept).TotalMilliseconds;
    }
}
