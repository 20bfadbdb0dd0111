namespace DeviceStatus.Sandbox;

/// <summary>
/// Undocumented or observed behavior of the Intune reporting API that a client must handle. The default is the documented behavior.
/// </summary>
[Flags]
public enum SandboxReportBehavior
{
    /// <summary>As documented.</summary>
    None = 0,

    /// <summary>The collections of device statuses that have a report do not exist.</summary>
    StatusCollectionRemoved = 1,

    /// <summary>Reports ignore their filter.</summary>
    FilterIgnored = 2,

    /// <summary>Report actions ignore <c>skip</c> and <c>top</c>.</summary>
    PagingIgnored = 4,

    /// <summary>Statuses are numbers without text.</summary>
    NumbersOnly = 8,

    /// <summary>The columns are in another order.</summary>
    ColumnsReordered = 16,

    /// <summary>A list of columns is refused.</summary>
    SelectRefused = 32,

    /// <summary>The URL of a file expires immediately.</summary>
    AddressExpired = 64,

    /// <summary>Every export job fails.</summary>
    JobFailed = 128,

    /// <summary>More than 48 requests for export jobs in a minute are refused with 429.</summary>
    JobRateLimited = 256,

    /// <summary>The report actions of beta do not exist.</summary>
    ActionRemoved = 512,
}
