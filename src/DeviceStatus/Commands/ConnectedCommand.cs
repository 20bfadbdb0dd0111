using System.Management.Automation;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>A command that talks to the service over a connection.</summary>
public abstract class ConnectedCommand : PipelineCommand
{
    private Connection? _current;

    private protected ConnectedCommand()
    {
    }

    /// <summary>The connection to use, or its name. Default: the newest connection of this runspace, else of this process.</summary>
    [Parameter]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNull]
    public Connection? Connection { get; set; }

    /// <summary>The connection in use.</summary>
    private protected Connection Current => _current ??= Resolve();

    /// <summary>The client of the connection in use.</summary>
    internal GraphClient Client => Current.Client;

    /// <summary>The version that the connection was told to use.</summary>
    private protected static GraphVersion? Wanted(Connection connection) => connection.Client.ApiVersion;

    /// <summary>What an engine's refusal says to a user.</summary>
    internal static string Plain(ArgumentException exception)
    {
        // .NET appends "(Parameter 'x')" to the message, which says nothing to a user.
        int suffix = exception.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return suffix < 0 ? exception.Message : exception.Message[..suffix];
    }

    private Connection Resolve()
    {
        Connection? connection = Connection ?? ConnectionStore.Default();
        if (connection is null && ConnectionStore.IsAmbiguous(out string? names))
        {
            Fail(
                new InvalidOperationException("One pipeline opened several connections, so none of them is the default."),
                "AmbiguousConnection",
                null,
                $"Give -Connection. Open connections: {names}.");
        }

        if (connection is null)
        {
            Fail(
                new InvalidOperationException("Not connected."),
                "NotConnected",
                null,
                "Run Connect-DeviceStatus first; 'Connect-DeviceStatus -Sandbox' needs no tenant.");
        }

        if (connection.IsClosed)
        {
            Fail(
                new InvalidOperationException($"The connection '{connection.Name}' was disconnected."), "NotConnected", connection, "Run Connect-DeviceStatus again.");
        }

        return connection;
    }
}
