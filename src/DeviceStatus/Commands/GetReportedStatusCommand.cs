using System.Management.Automation;

namespace DeviceStatus.Commands;

/// <summary>The base of Get- for a collection whose rows Intune also has in a report.</summary>
public abstract class GetReportedStatusCommand : GetStatusCommand
{
    private protected GetReportedStatusCommand()
    {
    }

    /// <summary>
    /// Where the statuses are read from. Default: from the collection, and from the report when the service no longer has the collection.
    /// </summary>
    [Parameter]
    public StatusSource Source { get; set; }

    /// <inheritdoc/>
    private protected override StatusSource ListSource => Source;
}
