using System.Globalization;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Text;

namespace DeviceStatus.Pipeline;

/// <summary>Opens the journal of a run, and reports its problems as errors and warnings of the command.</summary>
internal static class RunJournals
{
    private const int MaxWarningLength = 4000;

    /// <summary>Opens a journal.</summary>
    /// <param name="command">The command.</param>
    /// <param name="connection">The one connection of the run; null when the rows name theirs.</param>
    /// <param name="name">The name of the command.</param>
    /// <param name="journalPath">The path as the user gave it; null for no journal.</param>
    internal static RunJournal? Open(PipelineCommand command, Connection? connection, string name, string? journalPath)
    {
        if (journalPath is null)
        {
            return null;
        }

        string path = OutputFile.Resolve(command, journalPath, "JournalPath", "run.jsonl", "JournalError");
        JournalHeader header = new()
        {
            Command = name,
            Endpoint = connection?.GraphEndpoint.AbsoluteUri ?? JournalHeader.SeveralConnections,
            Tenant = connection?.TenantId,
            ApiVersion = connection is null ? null : ScopeOf(connection).ApiVersion,
        };
        try
        {
            return command.Await(RunJournal.OpenAsync(path, header, command.StopToken));
        }
        catch (JournalException exception)
        {
            command.Fail(exception, "JournalError", path);
            throw;
        }
    }

    /// <summary>The scope of a connection in the journal of a run with several connections.</summary>
    internal static JournalScope ScopeOf(Connection connection) =>
        JournalScope.Create(connection.GraphEndpoint, connection.TenantId, connection.Name, connection.ApiVersion);

    /// <summary>Adds a connection to the journal of a run with several connections.</summary>
    internal static void Add(PipelineCommand command, RunJournal journal, JournalScope scope)
    {
        try
        {
            command.Await(journal.AddConnectionAsync(scope));
        }
        catch (JournalException exception)
        {
            command.Fail(exception, "JournalError", journal.Path);
        }
        catch (IOException exception)
        {
            FailUnwritable(command, journal, exception);
        }
    }

    /// <summary>Records a row that was refused before anything was sent.</summary>
    internal static void WriteRefused(PipelineCommand command, RunJournal journal, long number, GraphFailure refusal)
    {
        try
        {
            command.Await(journal.WriteRefusedAsync(number, refusal.ErrorId, refusal.Message));
        }
        catch (IOException exception)
        {
            FailUnwritable(command, journal, exception);
        }
    }

    /// <summary>Warns about effects of the journal on a finished run that the user may not expect.</summary>
    internal static void Warn(PipelineCommand command, RunJournal? journal, Run run)
    {
        if (journal is null)
        {
            return;
        }

        if (run.Rows > 0 && run.Skipped == run.Rows && journal.StartedOn is { } begun)
        {
            command.WriteWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"Nothing was sent: the journal '{journal.Path}', started {Durations.Text(DateTimeOffset.UtcNow - begun)} ago "
                    + $"({begun.UtcDateTime:yyyy-MM-dd HH:mm}Z), holds every row as done. "
                    + $"To send the rows again, use another -JournalPath."));
        }

        if (journal.UnmatchedInDoubt is [{ } first, ..] missing)
        {
            command.WriteWarning(TextSanitizer.Sanitize(string.Create(
                CultureInfo.InvariantCulture,
                $"The journal '{journal.Path}' holds {missing.Count:N0} {(missing.Count == 1 ? "row" : "rows")} of earlier runs with an "
                    + $"unknown outcome that did not come again, the first as row {first.Row} ({first.Method} "
                    + $"{first.Path}{(first.Connection is null ? string.Empty : $" over '{first.Connection}'")}). "
                    + $"If a row was edited since, its earlier version may have been done as well: look at the objects."),
                MaxWarningLength));
        }
    }

    private static void FailUnwritable(PipelineCommand command, RunJournal journal, IOException exception) =>
        command.Fail(
            new JournalException($"-JournalPath '{journal.Path}' cannot be written: {exception.Message}", exception),
            "JournalError",
            journal.Path);
}
