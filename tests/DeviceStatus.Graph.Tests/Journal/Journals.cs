using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Tests.Journal;

/// <summary>Journals for the tests of this folder.</summary>
internal static class Journals
{
    internal static readonly JournalHeader Header = new()
    {
        Command = "Set-IosUpdateDeviceStatus",
        Endpoint = "https://graph.example.com/",
        Tenant = "11111111-1111-1111-1111-111111111111",
    };

    internal static Task<RunJournal> OpenAsync(string path, JournalHeader? header = null) =>
        RunJournal.OpenAsync(path, header ?? Header, TestContext.Current.CancellationToken);

    internal static Task<RunJournal> OpenAsync(Stream stream) =>
        RunJournal.OpenAsync(stream, "stream", Header, TestContext.Current.CancellationToken);

    /// <summary>What the journal says of each request, in order.</summary>
    internal static List<JournalState> States(RunJournal journal, IEnumerable<GraphRequest> requests) =>
        requests.Select(request => journal.Admit(request, out _)).ToList();

    /// <summary>The bytes of a journal whose rows were sent and have no outcome.</summary>
    internal static async Task<byte[]> InDoubtAsync(params GraphRequest[] requests)
    {
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await using RunJournal journal = await OpenAsync(disk);
        List<RowState> rows = requests.Select((request, i) => new RowState(new WorkItem(i + 1, request, null))).ToList();
        foreach (RowState row in rows)
        {
            journal.Admit(row.Request, out string key);
            row.JournalKey = key;
        }

        await journal.WriteIntentsAsync(rows.Select(row => row.ToJournalIntent()));
        return disk.Content;
    }
}
