using DeviceStatus.Graph.Requests;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Journal;

/// <summary>The outcomes of the rows in the earlier runs of a journal.</summary>
internal sealed class JournalHistory
{
    private readonly Dictionary<JournalKey, JournalState> _states = [];
    private readonly Dictionary<JournalKey, JournalEntry> _inDoubt = [];
    private readonly HashSet<string> _versions = new(StringComparer.Ordinal);

    /// <summary>The version of the API that each of several connections used.</summary>
    private readonly Dictionary<string, string> _connections = new(StringComparer.Ordinal);

    /// <summary>The objects that POSTs created, as digests to save memory, with the rows that created them.</summary>
    private readonly Dictionary<UInt128, long> _created = [];
    private readonly Dictionary<UInt128, int> _doneWithoutId = [];
    private bool _hasPosts;

    /// <summary>The versions of the API in the addresses of the rows.</summary>
    internal IReadOnlySet<string> Versions => _versions;

    /// <summary>Rows with an unknown outcome that did not come again, in input order.</summary>
    internal IReadOnlyList<JournalEntry> InDoubt => [.. _inDoubt.Values.OrderBy(entry => entry.Row)];

    internal int Count(JournalState state) => _states.Values.Count(other => other == state);

    internal JournalState StateOf(JournalKey key) => _states.GetValueOrDefault(key, JournalState.Open);

    /// <summary>The row whose POST created an object, or null.</summary>
    /// <param name="owner">The tenant or connection in a journal of several, or null.</param>
    /// <param name="path">The collection and the id.</param>
    internal long? RowThatCreated(string? owner, string path) =>
        _created.Count > 0 && _created.TryGetValue(DigestOf(owner, path), out long row) ? row : null;

    internal int CountDoneWithoutId(UInt128 digest) => _doneWithoutId.GetValueOrDefault(digest);

    /// <summary>The version of the API that a connection of a run with several used; null if none used it.</summary>
    internal string? ApiVersionOf(string connection) => _connections.GetValueOrDefault(connection);

    /// <summary>Adds the line of a connection of a run that has several.</summary>
    internal void ApplyConnection(JObject line) =>
        AddConnection((string)line["scope"]!, (string?)line["apiVersion"] ?? JournalHeader.AutomaticVersion);

    internal void AddConnection(string connection, string apiVersion) => _connections[connection] = apiVersion;

    /// <summary>Removes a row from the list of rows in doubt, because it came again.</summary>
    internal void MarkAsSeen(JournalKey key) => _inDoubt.Remove(key);

    /// <summary>Adds the next line.</summary>
    internal void Apply(JournalLine line)
    {
        JournalState before = StateOf(line.Key);
        JournalState state = StateAfter(line.Outcome);
        _states[line.Key] = state;
        if (line.Url is { } url && url.Split('/', 3) is [_, var version, _])
        {
            _versions.Add(version);
        }

        _hasPosts |= line.Method == HttpMethod.Post.Method;
        if (_hasPosts && state == JournalState.Done && before != JournalState.Done)
        {
            ApplyCreated(line, _inDoubt.GetValueOrDefault(line.Key));
        }

        if (state != JournalState.InDoubt)
        {
            _inDoubt.Remove(line.Key);
            return;
        }

        if (!_inDoubt.TryGetValue(line.Key, out JournalEntry? entry))
        {
            _inDoubt.Add(line.Key, entry = new JournalEntry());
        }

        entry.Apply(line);
    }

    /// <param name="line">The outcome.</param>
    /// <param name="intent">The earlier lines of the row, which have its address.</param>
    private void ApplyCreated(JournalLine line, JournalEntry? intent)
    {
        if (intent?.Method != HttpMethod.Post.Method)
        {
            return;
        }

        if (line.Id is { } id && intent.Path?.Split('/', 3) is [_, _, var path])
        {
            string? owner = intent.Connection is null ? null : JournalScope.OwnerOf(intent.Tenant, intent.Connection);
            _created[DigestOf(owner, $"/{path}/{id}")] = line.Row ?? intent.Row;
        }
        else
        {
            _doneWithoutId[line.Key.Digest] = _doneWithoutId.GetValueOrDefault(line.Key.Digest) + 1;
        }
    }

    private static UInt128 DigestOf(string? owner, string path) => JournalKey.DigestOf($"{owner}\n{path}");

    private static JournalState StateAfter(RowOutcome? outcome) => outcome switch
    {
        null or RowOutcome.Unknown => JournalState.InDoubt,
        RowOutcome.Done or RowOutcome.Skipped => JournalState.Done,
        _ => JournalState.Open,
    };
}
