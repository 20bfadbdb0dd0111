namespace DeviceStatus;

/// <summary>The state of a run.</summary>
public enum RunState
{
    /// <summary>The run is in progress.</summary>
    Running,

    /// <summary>Every row has an outcome, and no more rows follow.</summary>
    Completed,

    /// <summary>The pipeline ended before the rows, because it was stopped or another of its commands failed.</summary>
    Stopped,

    /// <summary>The command itself was refused and has no rows. <c>Failures</c> contains the reason.</summary>
    Refused,
}
