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
    private readonly List<ProbeResult> _results = [];
    private PipelineEnumerator<ProbeResult>? _probing;

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
        foreach (Connection connection in OpenConnections(Connection))
        {
            foreach (string kind in Kind)
            {
                Probe(connection, GraphSchema.ByNoun(kind + "DeviceStatus"));
            }
        }

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
            _probing?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Probe(Connection connection, ResourceDescriptor resource)
    {
        ServiceProbe probe = new(connection.Client, resource, Log());
        _probing = new PipelineEnumerator<ProbeResult>(this, probe.ReadAsync(StopToken).GetAsyncEnumerator(StopToken));
        while (_probing.MoveNext())
        {
            Write(connection, _probing.Current);
        }

        if (IncludeWrite
            && !resource.IsReportOnly
            && (probe.UpdateTarget is null || ShouldProcess(probe.UpdateTarget, "Write the status of this object back, unchanged")))
        {
            Write(connection, Await(probe.UpdateAsync(StopToken)));
        }
    }

    private void Write(Connection connection, ProbeResult result)
    {
        _results.Add(result);
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
