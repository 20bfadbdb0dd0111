namespace DeviceStatus.Graph.Http;

/// <summary>The exception for a request whose connection was closed, for example by <c>Disconnect-DeviceStatus</c>.</summary>
internal sealed class ConnectionClosedException : Exception
{
    internal const string Reason = "the connection was closed by Disconnect-DeviceStatus";

    internal ConnectionClosedException(Exception? innerException)
        : base("The connection was closed by Disconnect-DeviceStatus.", innerException)
    {
    }
}
