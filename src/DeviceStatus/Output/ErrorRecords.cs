using System.Management.Automation;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Text;

namespace DeviceStatus.Output;

/// <summary>Creates error records with a stable id, a category, a message, advice, and the row as target.</summary>
internal static class ErrorRecords
{
    private const int MaxMessageLength = 4000;

    /// <summary>Creates the record of a failed request.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="target">The row, unchanged.</param>
    /// <param name="advice">The advice of the command; null for the advice of the failure.</param>
    /// <param name="connection">The connection; <see langword="null"/> when the row names no open one.</param>
    internal static ErrorRecord CreateAdvised(GraphFailure failure, object? target, string? advice, Connection? connection = null) =>
        Create(
            new GraphRequestException(failure, connection?.Name),
            failure.ErrorId,
            target,
            failure.Message,
            Advice(failure, advice),
            connection);

    internal static ErrorRecord Create(GraphFailure failure, object? target, Connection? connection = null) =>
        CreateAdvised(failure, target, null, connection);

    /// <summary>Creates the record of one of several reads, whose message begins with the name of the list.</summary>
    internal static ErrorRecord Create(GraphFailure failure, object? target, string label, Connection? connection) =>
        Create(
            new GraphRequestException(failure, connection?.Name),
            failure.ErrorId,
            target,
            $"{label}: {failure.Message}",
            Advice(failure),
            connection);

    internal static ErrorRecord Create(
        Exception exception, string errorId, object? target, string? message = null, string? advice = null, Connection? connection = null)
    {
        string what = TextSanitizer.Sanitize(message ?? exception.Message, MaxMessageLength);
        string end = what.EndsWith('?') ? string.Empty : ".";
        ErrorRecord record = connection is null
            ? new ErrorRecord(Displayable(exception), errorId, CategoryOf(errorId), target)
            : new ConnectionErrorRecord(Displayable(exception), errorId, CategoryOf(errorId), target, connection.Name);
        record.ErrorDetails = new ErrorDetails(
            string.IsNullOrEmpty(advice) ? what : $"{what.TrimEnd('.', ' ')}{end} {TextSanitizer.EscapeControls(advice)}");
        return record;
    }

    /// <summary>
    /// Creates an exception with a message that is safe to show, because detailed views show it instead of the details of the record.
    /// </summary>
    private static Exception Displayable(Exception exception)
    {
        string message = TextSanitizer.Sanitize(exception.Message, MaxMessageLength);
        return message == exception.Message ? exception
            : exception is ArgumentException ? new ArgumentException(message)
            : new InvalidOperationException(message);
    }

    private static string Advice(GraphFailure failure, string? advice = null)
    {
        string ids = failure.RequestId is { } id ? $"(request-id {id})" : string.Empty;
        return string.Join(' ', new[] { advice ?? failure.Advice, ids }.Where(part => part.Length > 0));
    }

    private static ErrorCategory CategoryOf(string errorId) => errorId switch
    {
        GraphErrorId.BadRequest => ErrorCategory.InvalidArgument,
        GraphErrorId.Unauthorized or "SignInFailed" => ErrorCategory.AuthenticationError,
        GraphErrorId.Forbidden => ErrorCategory.PermissionDenied,
        GraphErrorId.NotFound or "PolicyNotFound" or "ConnectionNotFound" or "RunNotFound" => ErrorCategory.ObjectNotFound,
        GraphErrorId.Conflict => ErrorCategory.ResourceExists,
        GraphErrorId.VerbNotImplemented => ErrorCategory.NotImplemented,
        GraphErrorId.Throttled => ErrorCategory.LimitsExceeded,
        GraphErrorId.Unavailable => ErrorCategory.ResourceUnavailable,
        GraphErrorId.Connection or "NotConnected" => ErrorCategory.ConnectionError,
        GraphErrorId.OutcomeUnknown => ErrorCategory.OperationTimeout,
        GraphErrorId.NotSent => ErrorCategory.OperationStopped,
        GraphErrorId.NothingToChange or GraphErrorId.InvalidRow => ErrorCategory.InvalidData,
        "InvalidArgument" or "AmbiguousConnection" => ErrorCategory.InvalidArgument,
        "ReportFailed" => ErrorCategory.ReadError,
        "SnapshotInvalid" => ErrorCategory.InvalidData,
        "NotificationFailed" => ErrorCategory.ConnectionError,
        "JournalError" or "FailedPathError" or "SandboxFileError" => ErrorCategory.OpenError,
        _ => ErrorCategory.NotSpecified,
    };
}
