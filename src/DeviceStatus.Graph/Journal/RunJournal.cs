using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Requests;
using Newtonsoft.Json;

namespace DeviceStatus.Graph.Journal;

/// <summary>
/// The journal of a run: JSON Lines, written ahead. A row's intent is on the disk before the row leaves, its outcome after the answer,
/// so that the same command can be run again after a kill at any moment. Holds addresses, ids and reasons; never a body, never a secret.
/// </summary>
public sealed class RunJournal : IAsyncDisposable
{
    private readonly JournalFile _file;
    private readonly Dictionary<JournalKey, JournalState> _before;
    private readonly Dictionary<UInt128, int> _seen = [];

    private RunJournal(string path, JournalFile file, Dictionary<JournalKey, JournalState> before)
    {
        Path = path;
        _file = file;
        _before = before;
        PriorDone = before.Values.Count(state => state == JournalState.Done);
        PriorInDoubt = before.Values.Count(state => state == JournalState.InDoubt);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Rows that earlier runs have done.</summary>
    public int PriorDone { get; }

    /// <summary>Rows that earlier runs sent without learning the outcome.</summary>
    public int PriorInDoubt { get; }

    /// <summary>Opens a journal for this process alone, or begins one.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="run">The run that is about to begin.</param>
    /// <param name="cancellationToken">Ends the reading of what is there.</param>
    /// <returns>The journal.</returns>
    /// <exception cref="JournalException">The file cannot be used; it was not changed.</exception>
    public static async Task<RunJournal> OpenAsync(string path, JournalHeader run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return await OpenAsync(Open(path), path, run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes over a stream that holds a journal, or nothing; disposes of it when it cannot be used.</summary>
    internal static async Task<RunJournal> OpenAsync(Stream stream, string path, JournalHeader run, CancellationToken cancellationToken)
    {
        JournalFile? file = null;
        try
        {
            Dictionary<JournalKey, JournalState> before = [];
            (JournalHeader? header, long length) = await JournalReader.ReadAsync(
                stream, path, line => before[line.Key] = StateAfter(line.Outcome), cancellationToken).ConfigureAwait(false);
            if (header?.Conflict(run) is { } conflict)
            {
                throw new JournalException($"'{path}' cannot continue this run: {conflict}. Use another -JournalPath.");
            }

            StringBuilder lines = new();
            if (header is null)
            {
                lines.Append(JsonConvert.SerializeObject(run, Formatting.None)).Append('\n');
            }

            lines.Append(CultureInfo.InvariantCulture, $"{{\"run\":\"{DateTimeOffset.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'}\"}}\n");
            stream.SetLength(length);
            file = JournalFile.Append(stream);
            await file.AppendAsync(lines, toDisk: true).ConfigureAwait(false);
            return new RunJournal(path, file, before);
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

    /// <summary>Writes that a row was refused before anything was sent, so that the journal has every row that failed.</summary>
    /// <param name="row">The number of the row in the input, from 1.</param>
    /// <param name="errorId">The id of the error.</param>
    /// <param name="reason">The message of the error.</param>
    /// <returns>A task that ends when the line survives the end of this process.</returns>
    /// <exception cref="IOException">The line could not be written.</exception>
    public Task WriteRefusedAsync(long row, string errorId, string reason) =>
        WriteOutcomesAsync([new JournalOutcome(JournalKey.OfRefusedRow(row).ToString(), row, RowOutcome.Failed, null, errorId, reason)]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file.DisposeAsync();

    /// <summary>Gives a row its key and returns what an earlier run did with it. Called once for each row, in input order.</summary>
    internal JournalState Admit(GraphRequest request, out string key)
    {
        UInt128 digest = JournalKey.DigestOf(request);
        int occurrence = _seen.GetValueOrDefault(digest) + 1;
        _seen[digest] = occurrence;
        JournalKey rowKey = new(digest, occurrence);
        key = rowKey.ToString();
        return _before.GetValueOrDefault(rowKey, JournalState.Open);
    }

    /// <summary>Writes the intents of rows; the task ends when they are on the disk.</summary>
    /// <exception cref="IOException">They are not; the rows must not leave.</exception>
    internal Task WriteIntentsAsync(IEnumerable<JournalIntent> intents)
    {
        StringBuilder lines = new();
        using (JsonTextWriter writer = LineWriter(lines))
        {
            foreach (JournalIntent intent in intents)
            {
                Start(writer, "event", "intent", intent.Key, intent.Row);
                Write(writer, "method", intent.Method);
                Write(writer, "url", intent.Url);
                End(writer, lines);
            }
        }

        return _file.AppendAsync(lines, toDisk: true);
    }

    /// <summary>Writes outcomes; the task ends when they survive the end of this process.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    internal Task WriteOutcomesAsync(IEnumerable<JournalOutcome> outcomes)
    {
        StringBuilder lines = new();
        using (JsonTextWriter writer = LineWriter(lines))
        {
            foreach (JournalOutcome outcome in outcomes)
            {
                Start(writer, "outcome", outcome.Outcome.ToString().ToLowerInvariant(), outcome.Key, outcome.Row);
                Write(writer, "id", outcome.Id);
                Write(writer, "error", outcome.ErrorId);
                Write(writer, "reason", outcome.Reason);
                End(writer, lines);
            }
        }

        return _file.AppendAsync(lines, toDisk: false);
    }

    private static JournalState StateAfter(RowOutcome? outcome) => outcome switch
    {
        null or RowOutcome.Unknown => JournalState.InDoubt,
        RowOutcome.Done or RowOutcome.Skipped => JournalState.Done,
        _ => JournalState.Open,
    };

    private static FileStream Open(string path)
    {
        try
        {
            return JournalFile.OpenExclusive(path);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new JournalException($"-JournalPath '{path}': its folder does not exist; make it first.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new JournalException($"-JournalPath '{path}' cannot be written: {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            throw new JournalException($"-JournalPath '{path}' cannot be opened; another run may be using it. {exception.Message}", exception);
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
            writer.WriteValue(value);
        }
    }

    private static void End(JsonTextWriter writer, StringBuilder lines)
    {
        writer.WriteEndObject();
        writer.Flush();
        lines.Append('\n');
    }
}
