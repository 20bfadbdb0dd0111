namespace DeviceStatus.Reporting.Runs;

/// <summary>A row of a run that is not done.</summary>
/// <param name="Row">The number of the row in the input, from 1; 0 when the command itself was refused.</param>
/// <param name="Id">The id of the object, if the row has one.</param>
/// <param name="Outcome">Failed, NotSent or Unknown.</param>
/// <param name="ErrorId">The stable id of the error.</param>
/// <param name="Reason">What happened.</param>
public sealed record RunDocumentFailure(long Row, string? Id, string Outcome, string ErrorId, string Reason);
