using System.Management.Automation;

namespace DeviceStatus.Commands;

/// <summary>The base of the Get cmdlets of a collection whose rows are also in a report of Intune.</summary>
public abstract class GetReportedStatusCommand : GetStatusCommand
{
    private protected GetReportedStatusCommand()
    {
    }

    /// <summary>
    /// Where the statuses are read from. Default: the collection, or the report when the service no longer has the collection.
    /// </summary>
    [Parameter]
    public StatusSource Source { get; set; }

    /// <inheritdoc/>
    private protected override StatusSource ListSource => Source;
}
