namespace DeviceStatus.Graph.Http;

/// <summary>The connection was closed (<c>Disconnect-DeviceStatus</c>) before or while a request used it.</summary>
internal sealed class ConnectionClosedException : Exception
{
    internal const string Reason = "the connection was closed by Disconnect-DeviceStatus";

    internal ConnectionClosedException(Exception? innerException)
        : base("The connection was closed by Disconnect-DeviceStatus.", innerException)
    {
    }
}
