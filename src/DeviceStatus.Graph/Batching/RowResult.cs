using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Batching;

/// <summary>A row that has ended, and how.</summary>
internal readonly record struct RowResult(WorkItem Row, RowOutcome Outcome, GraphFailure? Failure)
{
    internal JournalOutcome ToJournalOutcome() =>
        new(Row.JournalKey!, Row.Number, Outcome, Row.Entity?.Id ?? Row.Request!.Id, Failure?.ErrorId, Failure?.Message);
}
