using System.Management.Automation;
using DeviceStatus.Connections;
using DeviceStatus.Output;

namespace DeviceStatus.Commands;

/// <summary>Shows the open connections, the default one first.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceStatusConnection",
    HelpUri = HelpLinks.Base + "Get-DeviceStatusConnection.md")]
[OutputType(typeof(Connection))]
public sealed class GetDeviceStatusConnectionCommand : PSCmdlet
{
    /// <summary>Names, with wildcards. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Connection? first = ConnectionStore.Default();
        Connection[] open = [.. ConnectionStore.All().OrderBy(connection => connection == first ? 0 : 1)];
        foreach (string name in Name)
        {
            NamePattern pattern = new(name);
            Connection[] found = Array.FindAll(open, connection => pattern.IsMatch(connection.Name));
            if (found.Length == 0 && !pattern.HasWildcards)
            {
                WriteError(ErrorRecords.Create(
                    new ItemNotFoundException($"There is no connection named '{name}'."), "ConnectionNotFound", name));
            }

            WriteObject(found, enumerateCollection: true);
        }
    }
}
