namespace DeviceStatus.Output;

/// <summary>The exit codes of a script whose work a run was. They are part of the public contract; docs/run.md explains them.</summary>
internal static class RunExitCodes
{
    /// <summary>Everything is done.</summary>
    internal const int Done = 0;

    /// <summary>Rows failed, or lists could not be read completely.</summary>
    internal const int RowsFailed = 1;

    /// <summary>The outcome of rows is unknown.</summary>
    internal const int OutcomeUnknown = 2;

    /// <summary>Not finished; run the same command again to continue. EX_TEMPFAIL of sysexits.h.</summary>
    internal const int NotFinished = 75;

    /// <summary>The sign-in or the configuration is wrong. EX_CONFIG of sysexits.h.</summary>
    internal const int Configuration = 78;
}
