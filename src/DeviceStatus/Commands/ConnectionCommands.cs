using System.Management.Automation;

namespace DeviceStatus;

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
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            Connection[] found = Array.FindAll(open, connection => pattern.IsMatch(connection.Name));
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(ErrorRecords.Create(
                    new ItemNotFoundException($"There is no connection named '{name}'."), "ConnectionNotFound", name));
            }

            WriteObject(found, enumerateCollection: true);
        }
    }
}

/// <summary>Ends a connection. Without -Connection it is the default one.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "DeviceStatus",
    HelpUri = HelpLinks.Base + "Disconnect-DeviceStatus.md")]
public sealed class DisconnectDeviceStatusCommand : PipelineCommand
{
    /// <summary>The connection, or its name.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNull]
    public Connection? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Connection? connection = Connection ?? ConnectionStore.Default();
        if (connection is null)
        {
            Fail(new InvalidOperationException("There is no connection to end."), "NotConnected");
        }

        if (ConnectionStore.Remove(connection))
        {
            Await(connection.CloseAsync());
        }
    }
}

/// <summary>Shows the figures of the runs of this session, the newest last.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceStatusRun",
    HelpUri = HelpLinks.Base + "Get-DeviceStatusRun.md")]
[OutputType(typeof(Run))]
public sealed class GetDeviceStatusRunCommand : PSCmdlet
{
    /// <summary>The number of a run. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public int[]? Id { get; set; }

    /// <summary>Only the newest run.</summary>
    [Parameter]
    public SwitchParameter Last { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Run[] runs = RunHistory.All();
        if (Id is not null)
        {
            runs = Array.FindAll(runs, run => Array.IndexOf(Id, run.Id) >= 0);
        }

        WriteObject(Last && runs.Length > 0 ? runs[^1..] : runs, enumerateCollection: true);
    }
}
