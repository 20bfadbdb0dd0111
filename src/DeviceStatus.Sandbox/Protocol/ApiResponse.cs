using System.Globalization;
using DeviceStatus.Sandbox.Storage;
using Newtonsoft.Json;

namespace DeviceStatus.Sandbox.Protocol;

/// <summary>The response to one call. It is written once, into the response of the request or of the batch.</summary>
internal sealed class ApiResponse
{
    internal required int Status { get; init; }

    /// <summary>Writes the body. <see langword="null"/> means no body.</summary>
    internal Action<JsonTextWriter>? Body { get; init; }

    /// <summary>Whether the body is plain text. A number has the same form in JSON and in plain text.</summary>
    internal bool IsText { get; init; }

    /// <summary>Whether the JSON is sent as a stream, as report actions do.</summary>
    internal bool IsStream { get; init; }

    internal string? RetryAfter { get; init; }

    internal string? Location { get; init; }

    internal string? Allow { get; init; }

    /// <summary>The number of the change that must be saved before this response is sent. 0 if nothing was changed.</summary>
    internal long Change { get; init; }

    internal static ApiResponse Error(ApiCall call, ApiException error) => new()
    {
        Status = error.Status,
        Allow = error.Allow,
        Body = ErrorBody(call, error.Code, error.IsNested ? NestedMessage(call, error.Message) : error.Message),
    };

    internal static ApiResponse Error(ApiCall call, int status, string code, string message, string? retryAfter = null) =>
        new() { Status = status, RetryAfter = retryAfter, Body = ErrorBody(call, code, message) };

    private static Action<JsonTextWriter> ErrorBody(ApiCall call, string code, string message) => json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("error");
        json.WriteStartObject();
        json.Member("code", code);
        json.Member("message", message);
        json.WritePropertyName("innerError");
        json.WriteStartObject();

        // The service writes this UTC date without a time zone.
        json.Member("date", call.Now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        json.Member("request-id", call.RequestId);
        json.Member("client-request-id", call.ClientRequestId);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    };

    private static string NestedMessage(ApiCall call, string message)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        using JsonTextWriter json = new(text);
        json.WriteStartObject();
        json.WritePropertyName("_version");
        json.WriteValue(3);
        json.Member(
            "Message",
            $"{message} - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: "
                + $"{call.ClientRequestId} - "
            + $"Url: https://sandbox.manage.microsoft.com/DeviceStatusSandbox{call.Target}");
        json.Member("CustomApiErrorPhrase", string.Empty);
        json.Member("RetryAfter", null);
        json.Member("ErrorSourceService", string.Empty);
        json.Member("HttpHeaders", "{}");
        json.WriteEndObject();
        return text.ToString();
    }
}
