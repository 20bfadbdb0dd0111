namespace DeviceStatus.Reporting.Summaries;

/// <summary>Rows that failed for the same reason.</summary>
/// <param name="ErrorId">The stable id of the error, or the status if the row has no error.</param>
/// <param name="Reason">The reason. Ids and values that differ between the rows are shown as <c>…</c>.</param>
/// <param name="Meaning">Red for failed, amber for not sent, grey for unknown.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="Percent">Their share of all rows that failed, 0 to 100 and not rounded.</param>
public sealed record FailureGroup(string ErrorId, string Reason, StatusMeaning Meaning, int Count, double Percent);
