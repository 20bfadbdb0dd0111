using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Journal;

/// <summary>
/// The write-ahead journal of a run, in JSON Lines. The intent of a row is on disk before the row is sent and its outcome is recorded after
/// the response, so that the same command can be run again after the process was terminated. The journal contains paths, ids and reasons;
/// never a body or a secret.
/// </summary>
public sealed class RunJournal : IAsyncDisposable
{
    private const int MaxReasonLength = 2000;

    /// <summary>A larger buffer is not kept; only very long texts need one.</summary>
    private const int MaxKeptBytes = 64 * 1024;

    private static readonly string[] OutcomeNames =
        [.. Enum.GetValues<RowOutcome>().Select(static outcome => outcome.ToString().ToLowerInvariant())];

    private readonly JournalFile _file;
    private readonly JournalHistory _history;
    private readonly OccurrenceCounter _seen = new();
    private readonly bool _hasCheck;

    /// <summary>Buffers that no writer uses; at most as many as there were writers at a time.</summary>
    private readonly ConcurrentBag<JournalLines> _free = [];

    private RunJournal(string path, JournalFile file, JournalHistory history, bool hasCheck)
    {
        _hasCheck = hasCheck;
        Path = path;
        _file = file;
        _history = history;
        PriorDone = history.Count(JournalState.Done);
        PriorInDoubt = history.Count(JournalState.InDoubt);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The number of rows that earlier runs completed.</summary>
    public int PriorDone { get; }

    /// <summary>The number of rows that earlier runs sent and whose outcome is not known.</summary>
    public int PriorInDoubt { get; }

    /// <summary>When the first run of the journal started, or null for a new journal.</summary>
    public DateTimeOffset? StartedOn { get; private init; }

    /// <summary>
    /// Rows of earlier runs with an unknown outcome that did not come again so far. Read it after the last row of a run: a row that was
    /// edited since is another row, and the service may have processed its earlier version as well.
    /// </summary>
    public IReadOnlyList<JournalEntry> UnmatchedInDoubt
    {
        get
        {
            lock (_seen)
            {
                return _history.InDoubt;
            }
        }
    }

    /// <summary>Opens a journal exclusively, or creates one.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="run">The run that is about to start.</param>
    /// <param name="cancellationToken">Cancels reading the existing content.</param>
    /// <returns>The journal.</returns>
    /// <exception cref="JournalException">The file cannot be used; it was not changed.</exception>
    public static async Task<RunJournal> OpenAsync(string path, JournalHeader run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return await OpenAsync(Open(path), path, run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes ownership of a stream that contains a journal or is empty. Disposes it if it cannot be used.</summary>
    internal static async Task<RunJournal> OpenAsync(Stream stream, string path, JournalHeader run, CancellationToken cancellationToken)
    {
        JournalFile? file = null;
        try
        {
            JournalHistory history = new();
            DateTimeOffset? startedOn = null;
            (JournalHeader? header, long length) = await JournalReader.ReadAsync(
                stream, path, history.Apply, cancellationToken, begun => startedOn ??= begun, history.ApplyConnection)
                .ConfigureAwait(false);
            if (header?.Conflict(run, history.Versions) is { } conflict)
            {
                throw new JournalException($"'{path}' cannot continue this run: {conflict}. Use another -JournalPath.");
            }

            bool hasCheck = header is null || header.Check is not null;
            using JournalLines lines = new();
            if (header is null)
            {
                JObject first = JObject.FromObject(run);
                first[JournalHeader.CheckName] = LineCheck.Kind;
                lines.AddLine(Encoding.UTF8.GetBytes(first.ToString(Formatting.None)));
            }

            lines.StartLine();
            lines.Write("run", DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            lines.EndLine(hasCheck);
            stream.SetLength(length);
            file = JournalFile.Append(stream);
            await file.AppendAsync(lines.Bytes, toDisk: true).ConfigureAwait(false);
            return stream is FileStream && new FileInfo(path).Length == 0
                ? throw new IOException("It keeps nothing that is written; a journal is a regular file.")
                : new RunJournal(path, file, history, hasCheck) { StartedOn = startedOn };
        }
        catch (Exception exception)
        {
            IAsyncDisposable owner = file is null ? stream : file;
            await owner.DisposeAsync().ConfigureAwait(false);
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw new JournalException($"-JournalPath '{path}' cannot be read and written: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <summary>Records one of several connections of the run, before the first of its rows.</summary>
    /// <param name="scope">The connection.</param>
    /// <returns>A task that completes when the line survives the end of this process.</returns>
    /// <exception cref="JournalException">
    /// An earlier run used another version of the API there, so that rows which are done would be sent again.
    /// </exception>
    /// <exception cref="IOException">The line could not be written.</exception>
    public async Task AddConnectionAsync(JournalScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (_history.ApiVersionOf(scope.Identity) is { } version)
        {
            if (!string.Equals(version, scope.ApiVersion, StringComparison.OrdinalIgnoreCase))
            {
                throw new JournalException(
                    $"'{Path}' cannot continue this run: it wrote over the connection '{scope.Connection}' with -ApiVersion {version}, "
                    + $"and the connection is now {scope.ApiVersion} ({JournalHeader.AutomaticVersion} is without -ApiVersion). "
                    + $"Connect as that run did, or use another -JournalPath.");
            }

            return;
        }

        _history.AddConnection(scope.Identity, scope.ApiVersion);
        using JournalLines lines = new();
        lines.StartLine();
        lines.Write("scope", scope.Identity);
        lines.Write("tenant", scope.Tenant);
        lines.Write("connection", scope.Connection);
        lines.Write("apiVersion", scope.ApiVersion);
        lines.EndLine(_hasCheck);
        await _file.AppendAsync(lines.Bytes, toDisk: false).ConfigureAwait(false);
    }

    /// <summary>Records a row that was refused before anything was sent, so that the journal contains every failed row.</summary>
    /// <param name="row">The number of the row in the input, from 1.</param>
    /// <param name="errorId">The id of the error.</param>
    /// <param name="reason">The message of the error.</param>
    /// <returns>A task that completes when the line survives the end of this process.</returns>
    /// <exception cref="IOException">The line could not be written.</exception>
    public Task WriteRefusedAsync(long row, string errorId, string reason) =>
        WriteOutcomesAsync([new JournalOutcome(JournalKey.OfRefusedRow(row).ToString(), row, RowOutcome.Failed, null, errorId, reason)]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file.DisposeAsync();

    /// <summary>Assigns the key of a row and returns its state after earlier runs. Called once for each row, in input order.</summary>
    internal JournalState Admit(GraphRequest request, out string key) => Admit(request, null, out key);

    /// <summary>Assigns the key of a row of one of several connections.</summary>
    /// <param name="request">The request of the row.</param>
    /// <param name="scope">The scope that identifies the connection in the next run, or null if the run has one connection.</param>
    /// <param name="key">The key for <see cref="JournalIntent"/> and <see cref="JournalOutcome"/>.</param>
    internal JournalState Admit(GraphRequest request, string? scope, out string key)
    {
        UInt128 digest = JournalKey.DigestOf(request, scope);
        JournalKey rowKey;
        lock (_seen)
        {
            rowKey = new(digest, _seen.Add(digest));
            _history.MarkAsSeen(rowKey);
        }

        key = rowKey.ToString();
        return _history.StateOf(rowKey);
    }

    /// <summary>The row of an earlier run whose POST created an object, or null.</summary>
    /// <param name="owner">The tenant or connection of a run with several, or null.</param>
    /// <param name="path">The path of the collection and the id.</param>
    internal long? RowThatCreated(string? owner, string path) => _history.RowThatCreated(owner, path);

    /// <summary>The number of equal rows that earlier runs created without a known object id.</summary>
    /// <param name="digest">The digest of the rows.</param>
    internal int CountDoneWithoutId(UInt128 digest) => _history.CountDoneWithoutId(digest);

    /// <summary>Records the intents of rows. The task completes when they are on disk.</summary>
    /// <exception cref="IOException">The intents could not be written. The rows must not be sent.</exception>
    internal Task WriteIntentsAsync(IEnumerable<JournalIntent> intents)
    {
        JournalLines lines = Rent();
        foreach (JournalIntent intent in intents)
        {
            lines.StartLine();
            lines.Write("event", "intent");
            lines.Write("key", intent.Key);
            lines.Write("row", intent.Row);
            lines.Write("method", intent.Method);
            lines.Write("url", intent.Url);
            lines.Write("tenant", intent.Tenant);
            lines.Write("connection", intent.Connection);
            lines.EndLine(_hasCheck);
        }

        return AppendAsync(lines, toDisk: true);
    }

    /// <summary>Records outcomes. The task completes when they survive the end of this process.</summary>
    /// <exception cref="IOException">The outcomes could not be written.</exception>
    internal Task WriteOutcomesAsync(IEnumerable<JournalOutcome> outcomes)
    {
        JournalLines lines = Rent();
        foreach (JournalOutcome outcome in outcomes)
        {
            lines.StartLine();
            lines.Write("outcome", OutcomeNames[(int)outcome.Outcome]);
            lines.Write("key", outcome.Key);
            lines.Write("row", outcome.Row);

            // A truncated id would be the id of another object.
            lines.Write("id", outcome.Id is { } id && JournalLines.IsWhole(id) ? id : null);
            lines.Write("error", outcome.ErrorId);
            lines.Write("reason", outcome.Reason is null ? null : TextSanitizer.Sanitize(outcome.Reason, MaxReasonLength));
            lines.EndLine(_hasCheck);
        }

        return AppendAsync(lines, toDisk: false);
    }

    private static FileStream Open(string path)
    {
        try
        {
            return JournalFile.OpenExclusive(path);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new JournalException($"-JournalPath '{path}': the folder does not exist. Create it first.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new JournalException($"-JournalPath '{path}' cannot be written: {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            throw new JournalException(
                $"-JournalPath '{path}' cannot be opened; another run may be using it. {exception.Message}",
                exception);
        }
    }

    private JournalLines Rent() => _free.TryTake(out JournalLines? lines) ? lines : new JournalLines();

    private Task AppendAsync(JournalLines lines, bool toDisk) => _file.AppendAsync(lines.Bytes, toDisk, () => Return(lines));

    private void Return(JournalLines lines)
    {
        if (lines.Capacity <= MaxKeptBytes)
        {
            lines.Clear();
            _free.Add(lines);
        }
        else
        {
            lines.Dispose();
        }
    }
}
