using System.Management.Automation;
using DeviceStatus.Graph.Diagnostics;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>Shows what the live service does with each operation of each collection, in this tenant.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DeviceStatusService",
    HelpUri = HelpLinks.Base + "Test-DeviceStatusService.md", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType("DeviceStatus.ServiceProbe")]
public sealed class TestDeviceStatusServiceCommand : SeveralConnectionsCommand
{
    /// <summary>Connections that are probed at a time.</summary>
    private const int MaxActive = 32;

    private readonly List<ProbeResult> _results = [];
    private readonly Dictionary<Connection, int> _numbers = [];
    private readonly List<ServiceProbeRun> _runs = [];
    private readonly SemaphoreSlim _slots = new(MaxActive);

    /// <summary>The kinds of status. Default: all.</summary>
    [Parameter(Position = 0)]
    [ValidateSet(
        "DeviceConfiguration",
        "DeviceCompliancePolicy",
        "MobileAppConfiguration",
        "IosLobAppProvisioningConfiguration",
        "ConfigurationPolicy",
        "IosUpdate")]
    public string[] Kind { get; set; } = [.. GraphSchema.Policies.Select(policies => policies.Noun), "IosUpdate"];

    /// <summary>Also tries an update, which writes one status of each kind back unchanged.</summary>
    [Parameter]
    public SwitchParameter IncludeWrite { get; set; }

    /// <summary>A JSON file for the results. It contains no name or id of the tenant, a user or a device.</summary>
    [Parameter]
    [Alias("LiteralPath", "PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string? file = Path is null ? null : OutputFile.Resolve(this, Path, nameof(Path), "result.json");
        ResourceDescriptor[] resources = [.. Kind.Select(kind => GraphSchema.ByNoun(kind + "DeviceStatus"))];
        ServiceProbeRun[] runs =
            [.. OpenConnections(Connection).Select(connection => new ServiceProbeRun(this, connection, resources, _slots))];
        _runs.AddRange(runs);
        Array.ForEach(runs, Write);

        if (file is not null)
        {
            try
            {
                Await(ProbeFile.WriteAsync(file, _results, StopToken));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Fail(exception, "ReportError", Path);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CancelWork();
            _runs.ForEach(run => run.Dispose());
            _slots.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// Writes the results of a connection as they come. Updates are tried here, on the pipeline thread: each may ask for a confirmation.
    /// </summary>
    private void Write(ServiceProbeRun run)
    {
        while (run.MoveNext(out ServiceProbe? probe, out ProbeResult? result))
        {
            if (result is not null)
            {
                Write(run.Connection, result);
            }
            else if (IncludeWrite
                && !probe!.IsReportOnly
                && (probe.UpdateTarget is null || ShouldProcess(probe.UpdateTarget, "Write the status of this object back, unchanged")))
            {
                Write(run.Connection, Await(probe.UpdateAsync(StopToken)));
            }
        }
    }

    private void Write(Connection connection, ProbeResult result)
    {
        if (!_numbers.TryGetValue(connection, out int number))
        {
            _numbers[connection] = number = _numbers.Count + 1;
        }

        _results.Add(result with { Connection = number });
        PSObject row = new();
        row.TypeNames.Insert(0, "DeviceStatus.ServiceProbe");
        row.Properties.Add(new PSNoteProperty("Kind", result.Kind));
        row.Properties.Add(new PSNoteProperty("Operation", result.Operation));
        row.Properties.Add(new PSNoteProperty("State", result.State.ToString()));
        row.Properties.Add(new PSNoteProperty("StatusCode", result.StatusCode));
        row.Properties.Add(new PSNoteProperty("ErrorCode", result.ErrorCode));
        row.Properties.Add(new PSNoteProperty("Duration", result.Duration));
        row.Properties.Add(new PSNoteProperty("Note", result.Note));
        row.Properties.Add(new PSNoteProperty("Connection", connection.Name));
        WriteObject(row);
    }
}
