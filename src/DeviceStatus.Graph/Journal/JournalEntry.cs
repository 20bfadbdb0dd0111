using DeviceStatus.Graph.Files;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Journal;

/// <summary>The state of one row, from all its lines in a journal.</summary>
public sealed class JournalEntry
{
    /// <summary>The number of the row in the input of the last run that recorded it, from 1.</summary>
    public long Row { get; private set; }

    /// <summary>The tenant of the row, if the journal has several.</summary>
    public string? Tenant { get; private set; }

    /// <summary>The name of the row's connection, if the journal has several.</summary>
    public string? Connection { get; private set; }

    /// <summary>The HTTP method: POST, PATCH or DELETE.</summary>
    public string? Method { get; private set; }

    /// <summary>The path below the root, with the version.</summary>
    public string? Path { get; private set; }

    /// <summary>The id of the object, where it is known.</summary>
    public string? Id { get; private set; }

    /// <summary>The outcome of the row; <see cref="RowOutcome.Unknown"/> if it was sent and no outcome was recorded.</summary>
    public RowOutcome Outcome { get; private set; } = RowOutcome.Unknown;

    /// <summary>The stable id of the error, if the row is not done.</summary>
    public string? ErrorId { get; private set; }

    /// <summary>Why the row is not done.</summary>
    public string? Reason { get; private set; }

    /// <summary>Reads a journal without changing it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The header and the rows in the order in which they were first sent; null for an empty file.</returns>
    /// <exception cref="JournalException">The file is not a journal, or cannot be read.</exception>
    public static async Task<(JournalHeader? Header, IReadOnlyList<JournalEntry> Entries)> ReadAsync(
        string path, CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(path) && !RegularFile.HasContent(path))
            {
                return (null, []);
            }

            FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using (stream.ConfigureAwait(false))
            {
                Dictionary<JournalKey, JournalEntry> entries = [];
                List<JournalEntry> order = [];
                (JournalHeader? header, _) = await JournalReader.ReadAsync(
                    stream,
                    path,
                    line =>
                    {
                        if (!entries.TryGetValue(line.Key, out JournalEntry? entry))
                        {
                            entry = new JournalEntry();
                            entries.Add(line.Key, entry);
                            order.Add(entry);
                        }

                        entry.Apply(line);
                    },
                    cancellationToken).ConfigureAwait(false);
                return (header, order);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(
                $"-JournalPath '{path}' cannot be read; a run that still writes it locks it. {exception.Message}", exception);
        }
    }

    internal void Apply(JournalLine line)
    {
        Tenant = line.Tenant ?? Tenant;
        Connection = line.Connection ?? Connection;
        Row = line.Row ?? Row;
        Method = line.Method ?? Method;
        Path = line.Url ?? Path;
        Id = line.Id ?? Id;
        Outcome = line.Outcome ?? RowOutcome.Unknown;
        ErrorId = line.Outcome is null ? GraphErrorId.OutcomeUnknown : line.ErrorId;
        Reason = line.Outcome is null ? "The request was sent, but the run ended before a response arrived." : line.Reason;
    }
}
