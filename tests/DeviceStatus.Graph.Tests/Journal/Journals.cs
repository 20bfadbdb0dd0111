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
}
