namespace DeviceStatus;

/// <summary>How far a run has come.</summary>
public enum RunState
{
    /// <summary>It goes on.</summary>
    Running,

    /// <summary>Every row that came has an outcome, and no more rows come.</summary>
    Completed,

    /// <summary>The pipeline ended before the rows did: it was stopped, or another command of it failed.</summary>
    Stopped,

    /// <summary>The command itself was refused, so that it took in no rows; the only one of <c>Failures</c> says why.</summary>
    Refused,
}
