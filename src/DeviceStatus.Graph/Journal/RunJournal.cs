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
    // Keeps a line far below the maximum length of the reader, also if all characters are escaped.
    private const int MaxReasonLength = 2000;
    private const int MaxTextLength = 4000;

    private readonly JournalFile _file;
    private readonly JournalHistory _history;
    private readonly OccurrenceCounter _seen = new();
    private readonly bool _hasCheck;

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
                stream, path, history.Take, cancellationToken, begun => startedOn ??= begun, history.TakeConnection).ConfigureAwait(false);
            if (header?.Conflict(run, history.Versions) is { } conflict)
            {
                throw new JournalException($"'{path}' cannot continue this run: {conflict}. Use another -JournalPath.");
            }

            bool hasCheck = header is null || header.Check is not null;
            StringBuilder lines = new();
            if (header is null)
            {
                JObject first = JObject.FromObject(run);
                first[JournalHeader.CheckName] = LineCheck.Kind;
                lines.Append(first.ToString(Formatting.None)).Append('\n');
            }

            int start = lines.Length;
            lines.Append(CultureInfo.InvariantCulture, $"{{\"run\":\"{DateTimeOffset.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'}\"}}");
            EndLine(lines, start, hasCheck);
            stream.SetLength(length);
            file = JournalFile.Append(stream);
            await file.AppendAsync(lines, toDisk: true).ConfigureAwait(false);
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
    public Task AddConnectionAsync(JournalScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (_history.ApiVersionOf(scope.Identity) is { } version)
        {
            return string.Equals(version, scope.ApiVersion, StringComparison.OrdinalIgnoreCase)
                ? Task.CompletedTask
                : throw new JournalException(
                    $"'{Path}' cannot continue this run: it wrote over the connection '{scope.Connection}' with -ApiVersion {version}, "
                    + $"and the connection is now {scope.ApiVersion} ({JournalHeader.AutomaticVersion} is without -ApiVersion). "
                    + $"Connect as that run did, or use another -JournalPath.");
        }

        _history.AddConnection(scope.Identity, scope.ApiVersion);
        StringBuilder lines = new();
        using (JsonTextWriter writer = LineWriter(lines))
        {
            writer.WriteStartObject();
            Write(writer, "scope", scope.Identity);
            Write(writer, "tenant", scope.Tenant);
            Write(writer, "connection", scope.Connection);
            Write(writer, "apiVersion", scope.ApiVersion);
            End(writer, lines, 0);
        }

        return _file.AppendAsync(lines, toDisk: false);
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
            _history.Forget(rowKey);
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
        StringBuilder lines = new();
        using (JsonTextWriter writer = LineWriter(lines))
        {
            foreach (JournalIntent intent in intents)
            {
                int start = lines.Length;
                Start(writer, "event", "intent", intent.Key, intent.Row);
                Write(writer, "method", intent.Method);
                Write(writer, "url", intent.Url);
                Write(writer, "tenant", intent.Tenant);
                Write(writer, "connection", intent.Connection);
                End(writer, lines, start);
            }
        }

        return _file.AppendAsync(lines, toDisk: true);
    }

    /// <summary>Records outcomes. The task completes when they survive the end of this process.</summary>
    /// <exception cref="IOException">The outcomes could not be written.</exception>
    internal Task WriteOutcomesAsync(IEnumerable<JournalOutcome> outcomes)
    {
        StringBuilder lines = new();
        using (JsonTextWriter writer = LineWriter(lines))
        {
            foreach (JournalOutcome outcome in outcomes)
            {
                int start = lines.Length;
                Start(writer, "outcome", outcome.Outcome.ToString().ToLowerInvariant(), outcome.Key, outcome.Row);

                // A truncated id would be the id of another object.
                Write(writer, "id", outcome.Id?.Length > MaxTextLength ? null : outcome.Id);
                Write(writer, "error", outcome.ErrorId);
                Write(writer, "reason", outcome.Reason is null ? null : TextSanitizer.Sanitize(outcome.Reason, MaxReasonLength));
                End(writer, lines, start);
            }
        }

        return _file.AppendAsync(lines, toDisk: false);
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

    private static JsonTextWriter LineWriter(StringBuilder lines) =>
        new(new StringWriter(lines, CultureInfo.InvariantCulture)) { Culture = CultureInfo.InvariantCulture };

    private static void Start(JsonTextWriter writer, string name, string value, string key, long row)
    {
        writer.WriteStartObject();
        Write(writer, name, value);
        Write(writer, "key", key);
        writer.WritePropertyName("row", escape: false);
        writer.WriteValue(row);
    }

    private static void Write(JsonTextWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WritePropertyName(name, escape: false);
            writer.WriteValue(value.Length > MaxTextLength ? value[..MaxTextLength] : value);
        }
    }

    private void End(JsonTextWriter writer, StringBuilder lines, int start)
    {
        writer.WriteEndObject();
        writer.Flush();
        EndLine(lines, start, _hasCheck);
    }

    /// <summary>Ends a line. A journal of an earlier module version continues without digests.</summary>
    private static void EndLine(StringBuilder lines, int start, bool hasCheck)
    {
        if (hasCheck)
        {
            LineCheck.Append(lines, start);
        }
        else
        {
            lines.Append('\n');
        }
    }
}
