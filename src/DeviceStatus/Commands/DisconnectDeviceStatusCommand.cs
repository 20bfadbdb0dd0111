using System.Management.Automation;
using DeviceStatus.Connections;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>Closes a connection. Default: the default connection.</summary>
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
        if (connection is null && ConnectionStore.IsAmbiguous(out string? names))
        {
            Fail(
                new InvalidOperationException("One pipeline opened several connections, so none of them is the default."),
                "AmbiguousConnection",
                null,
                $"Name the one to end with -Connection: {names}.");
        }

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
