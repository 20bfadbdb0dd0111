using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Journal;

/// <summary>The outcome of a row.</summary>
/// <param name="Key">The key of the row, which the journal gives.</param>
/// <param name="Row">The number of the row in the input, from 1.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Id">The id of the object, if it is known.</param>
/// <param name="ErrorId">The id of the error, for a row that is not done.</param>
/// <param name="Reason">The message of the error.</param>
internal readonly record struct JournalOutcome(string Key, long Row, RowOutcome Outcome, string? Id, string? ErrorId, string? Reason);
