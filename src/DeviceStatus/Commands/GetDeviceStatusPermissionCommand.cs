using System.Management.Automation;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;

namespace DeviceStatus.Commands;

/// <summary>Shows which permission each command needs.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceStatusPermission", HelpUri = HelpLinks.Base + "Get-DeviceStatusPermission.md")]
[OutputType("DeviceStatus.Permission")]
public sealed class GetDeviceStatusPermissionCommand : PSCmdlet
{
    /// <summary>Microsoft's documentation and the service differ in the permission for an export job.</summary>
    private const string ExportNote =
        "Microsoft documents DeviceManagementConfiguration.ReadWrite.All for creating an export job; "
            + "in practice the service also accepts the read permission.";

    private const string ReportNote = "With -Source Report: " + ExportNote;

    /// <summary>The commands that read several kinds; they need the permission of each kind.</summary>
    private static readonly (string Command, string? Note)[] TenantCommands =
    [
        ("Get-DeviceStatus", "Needed for the kinds that it reads. For ConfigurationPolicy and with -Source Report: " + ExportNote),
        ("Get-DeviceStatusPolicy", "Needed for the kinds that it lists. ConfigurationPolicy and IosLobAppProvisioningConfiguration are in "
            + "beta only."),
        ("Test-DeviceStatusService", "Needed for the kinds that it tries; -IncludeWrite needs the ReadWrite permission."),
    ];

    /// <summary>Names of commands, with wildcards. Default: all that need a permission.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PermissionCommandCompleter))]
    [Alias("Name")]
    [SupportsWildcards]
    public string[] Command { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Command)
        {
            NamePattern pattern = new(name);
            PSObject[] found = [.. Table().Where(row => pattern.IsMatch((string)row.Properties["Command"].Value))];
            if (found.Length == 0 && !pattern.HasWildcards)
            {
                WriteError(ErrorRecords.Create(
                    new ItemNotFoundException($"'{name}' is not a command of this module that needs a permission."),
                    "CommandNotFound",
                    name));
            }

            WriteObject(found, enumerateCollection: true);
        }
    }

    private IEnumerable<PSObject> Table()
    {
        foreach (ResourceDescriptor resource in GraphSchema.Resources)
        {
            foreach (string verb in new[] { "Get", "New", "Set", "Remove" })
            {
                if (InvokeCommand.GetCommand($"{verb}-{resource.Noun}", CommandTypes.Cmdlet) is not null)
                {
                    bool hasReport = verb == "Get"
                        && !resource.IsSingleton
                        && resource.Operations == ResourceOperations.All
                        && StatusReport.Of(resource.Parent) is not null;
                    yield return Row(
                        $"{verb}-{resource.Noun}",
                        verb == "Get" ? resource.ReadPermission : resource.WritePermission,
                        hasReport ? ReportNote : null);
                }
            }
        }

        foreach ((string command, string? note) in TenantCommands)
        {
            foreach (string permission in GraphSchema.Policies.Select(policies => policies.ReadPermission).Distinct())
            {
                yield return Row(command, permission, note);
            }
        }

        yield return Row("Export-DeviceStatusIntuneReport", GraphSchema.DeviceConfigurationDeviceStatus.ReadPermission, ExportNote);
    }

    private static PSObject Row(string command, string permissionName, string? note)
    {
        PermissionDescriptor permission = PermissionDescriptor.ByName(permissionName);
        PSObject row = new();
        row.TypeNames.Insert(0, "DeviceStatus.Permission");
        row.Properties.Add(new PSNoteProperty("Command", command));
        row.Properties.Add(new PSNoteProperty("Permission", permission.Name));
        row.Properties.Add(new PSNoteProperty("Access", permission.IsWrite ? "ReadWrite" : "Read"));
        row.Properties.Add(new PSNoteProperty("DelegatedId", permission.DelegatedId));
        row.Properties.Add(new PSNoteProperty("ApplicationId", permission.ApplicationId));
        row.Properties.Add(new PSNoteProperty("Note", note));
        return row;
    }
}
