namespace DeviceStatus;

/// <summary>A row of a run that did not end as done.</summary>
/// <param name="Row">Its place in the input of the run, from 1.</param>
/// <param name="Id">The id of the object, where the row had one.</param>
/// <param name="Outcome">Failed, NotSent or Unknown.</param>
/// <param name="ErrorId">The stable id of the error.</param>
/// <param name="Reason">What happened.</param>
/// <param name="Connection">The name of the connection; <see langword="null"/> when the row names no open one.</param>
public sealed record RunFailure(long Row, string? Id, string Outcome, string ErrorId, string Reason, string? Connection = null);
