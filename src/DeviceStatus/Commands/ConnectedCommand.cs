using DeviceStatus.Connections;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>The base of commands that use one or several connections.</summary>
public abstract class ConnectedCommand : PipelineCommand
{
    private protected const string NotConnected = "NotConnected";
    private const string ConnectAgain = "Run Connect-DeviceStatus again.";

    private protected ConnectedCommand()
    {
    }

    /// <summary>Gets the message of an exception of the engine, for the user.</summary>
    internal static string MessageOf(ArgumentException exception)
    {
        // .NET appends "(Parameter 'x')" to the message, which does not help a user.
        int suffix = exception.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return suffix < 0 ? exception.Message : exception.Message[..suffix];
    }

    /// <summary>The version of -ApiVersion of a connection.</summary>
    private protected static GraphVersion? ApiVersionOf(Connection connection) => connection.Client.ApiVersion;

    /// <summary>Gets the default connection; ends the command when there is none.</summary>
    private protected Connection DefaultConnection()
    {
        Connection? connection = ConnectionStore.Default();
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
                NotConnected,
                null,
                "Run Connect-DeviceStatus first; 'Connect-DeviceStatus -Sandbox' needs no tenant.");
        }

        return connection;
    }

    /// <summary>
    /// Gets the given connections, or the default connection. A disconnected one is an error; the command ends when none is open.
    /// </summary>
    private protected IReadOnlyList<Connection> OpenConnections(IReadOnlyList<Connection>? given)
    {
        if (given is null)
        {
            return [DefaultConnection()];
        }

        Connection[] closed = [.. given.Where(connection => connection.IsClosed)];
        if (closed.Length == given.Count)
        {
            Fail(Closed(closed[0]), NotConnected, closed[0], ConnectAgain);
        }

        foreach (Connection connection in closed)
        {
            WriteError(ErrorRecords.Create(Closed(connection), NotConnected, connection, null, ConnectAgain, connection));
        }

        return closed.Length == 0 ? given : [.. given.Except(closed)];
    }

    private static InvalidOperationException Closed(Connection connection) => new($"The connection '{connection.Name}' was disconnected.");
}
