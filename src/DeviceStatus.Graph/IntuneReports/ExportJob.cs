using DeviceStatus.Graph.Schema;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>The state of an export job at the service.</summary>
public sealed record ExportJob
{
    /// <summary>The id, for example <c>DeviceStatusesByConfigurationProfile_3c0e…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the report.</summary>
    public string? ReportName { get; init; }

    /// <summary>The filter of the report; <see langword="null"/> for all rows.</summary>
    public string? Filter { get; init; }

    /// <summary>The state.</summary>
    public ExportJobStatus Status { get; init; }

    /// <summary>The address of the zip file. It contains a signature and is a secret until it expires.</summary>
    public Uri? Url { get; init; }

    /// <summary>When the address expires, UTC; <see langword="null"/> before completion, when the service sends year 1.</summary>
    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>Reads a job from a response.</summary>
    /// <param name="body">The response body.</param>
    /// <returns>The job, or <see langword="null"/> when the body contains none.</returns>
    internal static ExportJob? Read(JObject? body)
    {
        if (body?["id"] is not JValue { Value: string { Length: > 0 } id })
        {
            return null;
        }

        return new ExportJob
        {
            Id = id,
            ReportName = (body["reportName"] as JValue)?.Value as string,
            Filter = (body["filter"] as JValue)?.Value is string { Length: > 0 } filter ? filter : null,
            Status = ReadStatus((body["status"] as JValue)?.Value),
            Url = Uri.TryCreate((body["url"] as JValue)?.Value as string, UriKind.Absolute, out Uri? url) ? url : null,
            ExpiresOn = (body["expirationDateTime"] as JValue)?.Value is string text
                && EdmDate.TryParse(text, out DateTimeOffset date)
                && date.Year > 1 ? date : null,
        };
    }

    private static ExportJobStatus ReadStatus(object? value) => value switch
    {
        string text =>
            Enum.TryParse(text, ignoreCase: true, out ExportJobStatus status) && Enum.IsDefined(status) ? status : ExportJobStatus.Unknown,
        long number when Enum.IsDefined((ExportJobStatus)number) => (ExportJobStatus)number,
        _ => ExportJobStatus.Unknown,
    };
}
