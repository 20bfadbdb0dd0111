using System.Management.Automation;

namespace DeviceStatus;

/// <summary>An error record that says over which connection the request went.</summary>
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
