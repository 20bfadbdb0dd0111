using System.Globalization;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Reports;

/// <summary>A stored status with its policy.</summary>
internal sealed class StatusReportRow(ResourceTable table, SandboxItem item, SandboxItem policy)
{
    internal string PolicyId => policy.Id;

    /// <summary>The name, which is the second property of every policy.</summary>
    internal string? PolicyName => policy.Values[1] as string;

    /// <summary>
    /// The id of the device: the last part of a status id with three parts, otherwise an id that is the same for the device in every
    /// policy.
    /// </summary>
    internal string DeviceId => item.Id.LastIndexOf('_') is >= 0 and int end ? item.Id[(end + 1)..]
        : Guid.TryParse(item.Id, out _) ? "de000000" + item.Id[8..]
        : item.Id;

    /// <summary>The text of a property.</summary>
    internal string? this[string property] => item.Values[table.IndexOf(property, GraphVersion.Beta)] as string;

    /// <summary>A date in the format of the reports: UTC, with a space and without a time zone.</summary>
    internal string? Date(string property) => this[property] is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? date.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture)
            : null;
}
