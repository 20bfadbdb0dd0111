using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Requests;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Journal;

/// <summary>Reads a journal up to its last complete line. A terminated process may have left an incomplete line after it.</summary>
internal static class JournalReader
{
    private const int MaxLineLength = 1024 * 1024;

    /// <summary>Reads the header and every whole line.</summary>
    /// <param name="stream">The file, at its start.</param>
    /// <param name="path">Its path, for errors.</param>
    /// <param name="onLine">Called for each line.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="onRun">Called for the start of each run.</param>
    /// <param name="onConnection">Called for the line of each connection of a run that has several.</param>
    /// <returns>The header (null for an empty file) and the length up to the end of the last whole line.</returns>
    /// <exception cref="JournalException">The file is not a journal, or is damaged before its end.</exception>
    internal static async Task<(JournalHeader? Header, long Length)> ReadAsync(
        Stream stream, string path, Action<JournalLine> onLine, CancellationToken cancellationToken, Action<DateTimeOffset>? onRun = null,
        Action<JObject>? onConnection = null)
    {
        JournalHeader? header = null;
        long whole = 0;
        int number = 0;
        await foreach (byte[] line in LinesAsync(stream, path, cancellationToken).ConfigureAwait(false))
        {
            number++;
            if (line.Length == 0 || line[^1] != (byte)'\n')
            {
                // The process was terminated during a write. The incomplete line can be ignored, because a row is sent only after its
                // intent is complete.
                if (header is null && !LooksLikeStartOfHeader(line))
                {
                    throw NotAJournal(path);
                }

                break;
            }

            whole += line.Length;
            if (header is null)
            {
                header = ReadHeader(line, path);
            }
            else if (ReadLine(line, path, number, header.Check is not null, onRun, onConnection) is { } read)
            {
                onLine(read);
            }
        }

        return (header, whole);
    }

    private static async IAsyncEnumerable<byte[]> LinesAsync(
        Stream stream, string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[128 * 1024];
        using MemoryStream line = new();
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            int start = 0;
            while (start < read)
            {
                int newline = Array.IndexOf(buffer, (byte)'\n', start, read - start);
                int end = newline < 0 ? read : newline + 1;
                line.Write(buffer, start, end - start);
                start = end;
                if (line.Length > MaxLineLength)
                {
                    throw NotAJournal(path);
                }

                if (newline >= 0)
                {
                    yield return line.ToArray();
                    line.SetLength(0);
                }
            }
        }

        if (line.Length > 0)
        {
            yield return line.ToArray();
        }
    }

    private static JournalHeader ReadHeader(byte[] line, string path)
    {
        try
        {
            using JsonTextReader reader = GraphJson.Reader(line);
            JournalHeader? header = JObject.Load(reader) is { } json && (string?)json["journal"] == JournalHeader.Kind
                ? json.ToObject<JournalHeader>()
                : null;
            if (header is null)
            {
                throw NotAJournal(path);
            }

            return header.Version == JournalHeader.CurrentVersion && header.Check is null or LineCheck.Kind
                ? header
                : throw new JournalException(
                    $"'{path}' is a journal of version {header.Version}; this module reads version {JournalHeader.CurrentVersion}. "
                        + $"Use the module that wrote it, or another -JournalPath.");
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw NotAJournal(path, exception);
        }
    }

    private static JournalLine? ReadLine(
        byte[] line, string path, int number, bool hasCheck, Action<DateTimeOffset>? onRun, Action<JObject>? onConnection)
    {
        try
        {
            if (hasCheck && !LineCheck.IsValid(line))
            {
                throw new FormatException("The line does not have the digest of its bytes.");
            }

            using JsonTextReader reader = GraphJson.Reader(line);
            JObject json = JObject.Load(reader);
            if (reader.Read())
            {
                throw new FormatException("The line holds more than one object.");
            }

            if (json["run"] is { } run)
            {
                if (DateTimeOffset.TryParse(
                    (string?)run,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out DateTimeOffset begun))
                {
                    onRun?.Invoke(begun);
                }

                return null;
            }

            if (json["scope"] is not null)
            {
                onConnection?.Invoke(json);
                return null;
            }

            return new JournalLine
            {
                Key = JournalKey.TryParse((string?)json["key"], out JournalKey key) ? key : throw new FormatException("no key"),
                Outcome = json["outcome"] is { } text ? ParseOutcome((string?)text) : null,
                Row = (long?)json["row"],
                Method = (string?)json["method"],
                Url = (string?)json["url"],
                Tenant = (string?)json["tenant"],
                Connection = (string?)json["connection"],
                Id = (string?)json["id"],
                ErrorId = (string?)json["error"],
                Reason = (string?)json["reason"],
            };
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw new JournalException(
                $"'{path}' is damaged in line {number}: what was done after that line is not known. "
                    + $"Look at the file, or use another -JournalPath and check the objects first.",
                exception);
        }
    }

    /// <summary>Parses an outcome by its name. Enum.Parse would also accept numbers and lists of names.</summary>
    private static RowOutcome ParseOutcome(string? text) =>
        Enum.GetValues<RowOutcome>().First(outcome => string.Equals(outcome.ToString(), text, StringComparison.OrdinalIgnoreCase));

    private static bool IsUnreadable(Exception exception) =>
        exception is JsonException or ArgumentException or FormatException or InvalidCastException or InvalidOperationException
            or OverflowException;

    private static bool LooksLikeStartOfHeader(byte[] bytes)
    {
        byte[] start = Encoding.UTF8.GetBytes($"{{\"journal\":\"{JournalHeader.Kind}\"");
        return bytes.AsSpan(0, Math.Min(bytes.Length, start.Length)).SequenceEqual(start.AsSpan(0, Math.Min(bytes.Length, start.Length)));
    }

    private static JournalException NotAJournal(string path, Exception? inner = null) =>
        new($"'{path}' is not a journal of DeviceStatus and was left as it is. "
            + $"Name a file that does not exist yet, or a journal to continue.", inner);
}
