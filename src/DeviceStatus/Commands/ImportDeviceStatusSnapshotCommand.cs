using System.Management.Automation;
using DeviceStatus.Output;
using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Commands;

/// <summary>Reads the statuses of a snapshot.</summary>
[Cmdlet(VerbsData.Import, "DeviceStatusSnapshot", HelpUri = HelpLinks.Base + "Import-DeviceStatusSnapshot.md")]
[OutputType("DeviceStatus.StatusObject", "DeviceStatus.SnapshotCoverage")]
public sealed class ImportDeviceStatusSnapshotCommand : SnapshotCommandBase
{
    /// <summary>The snapshots to read. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.SnapshotPaths)]
    [Alias("FullName", "LiteralPath", "PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Outputs the coverage of each policy instead of the statuses.</summary>
    [Parameter]
    public SwitchParameter Coverage { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string file in Path.SelectMany(Resolve))
        {
            SnapshotFile snapshot = Open(file);
            ReadSnapshots(() => Output(snapshot), file);
        }
    }

    /// <summary>
    /// Writes the objects one by one, because PowerShell would queue a whole collection before the next command receives the first object.
    /// </summary>
    private void Output(SnapshotFile snapshot)
    {
        IEnumerable<PSObject> objects = Coverage
            ? snapshot.Header.Coverage.Select(record => SnapshotObject.Create(record))
            : snapshot.Read(StopToken).Select(status => SnapshotObject.Create(status));
        foreach (PSObject item in objects)
        {
            WriteObject(item);
        }
    }

    private IEnumerable<string> Resolve(string path) =>
        WildcardPattern.ContainsWildcardCharacters(path) && !File.Exists(GetUnresolvedProviderPathFromPSPath(path))
            ? GetResolvedProviderPathFromPSPath(path, out _).Order(StringComparer.Ordinal)
            : [path];
}
