using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;

namespace DeviceStatus.Commands;

/// <summary>Shows which permission each command needs.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceStatusPermission", HelpUri = HelpLinks.Base + "Get-DeviceStatusPermission.md")]
[OutputType("DeviceStatus.Permission")]
public sealed class GetDeviceStatusPermissionCommand : PSCmdlet
{
    /// <summary>Names of commands, with wildcards. Default: all that need a permission.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
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
                    new ItemNotFoundException($"'{name}' is not a command of this module that needs a permission."), "CommandNotFound", name));
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
                    yield return Row(verb, resource);
                }
            }
        }
    }

    private static PSObject Row(string verb, ResourceDescriptor resource)
    {
        PermissionDescriptor permission = PermissionDescriptor.ByName(verb == "Get" ? resource.ReadPermission : resource.WritePermission);
        PSObject row = new();
        row.TypeNames.Insert(0, "DeviceStatus.Permission");
        row.Properties.Add(new PSNoteProperty("Command", $"{verb}-{resource.Noun}"));
        row.Properties.Add(new PSNoteProperty("Permission", permission.Name));
        row.Properties.Add(new PSNoteProperty("Access", permission.IsWrite ? "ReadWrite" : "Read"));
        row.Properties.Add(new PSNoteProperty("DelegatedId", permission.DelegatedId));
        row.Properties.Add(new PSNoteProperty("ApplicationId", permission.ApplicationId));
        return row;
    }
}
