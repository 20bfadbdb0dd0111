namespace DeviceStatus;

/// <summary>A row of a run that is not done.</summary>
/// <param name="Row">The number of the row in the input, from 1.</param>
/// <param name="Id">The id of the object, if the row has one.</param>
/// <param name="Outcome">Failed, NotSent or Unknown.</param>
/// <param name="ErrorId">The stable id of the error.</param>
/// <param name="Reason">What happened.</param>
/// <param name="Connection">The name of the connection; <see langword="null"/> when the row names no open one.</param>
public sealed record RunFailure(long Row, string? Id, string Outcome, string ErrorId, string Reason, string? Connection = null);
