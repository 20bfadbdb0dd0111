using System.Management.Automation;

namespace DeviceStatus;

/// <summary>An error record with the connection of the request.</summary>
public sealed class ConnectionErrorRecord : ErrorRecord
{
    internal ConnectionErrorRecord(
        Exception exception,
        string errorId,
        ErrorCategory errorCategory,
        object? targetObject,
        string connection)
        : base(exception, errorId, errorCategory, targetObject) => Connection = connection;

    /// <summary>The name of the connection.</summary>
    public string Connection { get; }
}
