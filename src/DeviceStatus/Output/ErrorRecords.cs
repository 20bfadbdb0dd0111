using System.Management.Automation;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Output;

/// <summary>Makes error records: a stable id, a category that fits, what happened and what to do, and the row as it came.</summary>
internal static class ErrorRecords
{
    internal static ErrorRecord Create(GraphFailure failure, object? target) =>
        Create(new GraphRequestException(failure), failure.ErrorId, target, failure.Message, Advice(failure));

    internal static ErrorRecord Create(Exception exception, string errorId, object? target, string? message = null, string? advice = null)
    {
        string what = message ?? exception.Message;
        ErrorRecord record = new(exception, errorId, CategoryOf(errorId), target)
        {
            ErrorDetails = new ErrorDetails(string.IsNullOrEmpty(advice) ? what : $"{what.TrimEnd('.', ' ')}. {advice}"),
        };
        return record;
    }

    private static string Advice(GraphFailure failure)
    {
        string ids = failure.RequestId is { } id ? $"(request-id {id})" : string.Empty;
        return string.Join(' ', new[] { failure.Advice, ids }.Where(part => part.Length > 0));
    }

    private static ErrorCategory CategoryOf(string errorId) => errorId switch
    {
        GraphErrorId.BadRequest => ErrorCategory.InvalidArgument,
        GraphErrorId.Unauthorized or "SignInFailed" => ErrorCategory.AuthenticationError,
        GraphErrorId.Forbidden => ErrorCategory.PermissionDenied,
        GraphErrorId.NotFound => ErrorCategory.ObjectNotFound,
        GraphErrorId.Conflict => ErrorCategory.ResourceExists,
        GraphErrorId.VerbNotImplemented => ErrorCategory.NotImplemented,
        GraphErrorId.Throttled => ErrorCategory.LimitsExceeded,
        GraphErrorId.Unavailable => ErrorCategory.ResourceUnavailable,
        GraphErrorId.Connection or "NotConnected" => ErrorCategory.ConnectionError,
        GraphErrorId.OutcomeUnknown => ErrorCategory.OperationTimeout,
        GraphErrorId.NotSent => ErrorCategory.OperationStopped,
        GraphErrorId.NothingToChange or GraphErrorId.InvalidRow => ErrorCategory.InvalidData,
        "InvalidArgument" => ErrorCategory.InvalidArgument,
        "ReportFailed" => ErrorCategory.ReadError,
        "JournalError" or "SandboxFileError" => ErrorCategory.OpenError,
        _ => ErrorCategory.NotSpecified,
    };
}
