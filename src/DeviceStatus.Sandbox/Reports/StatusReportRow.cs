using System.Globalization;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Reports;

/// <summary>A stored status with the policy it belongs to.</summary>
internal sealed class StatusReportRow(ResourceTable table, SandboxItem item, SandboxItem policy)
{
    internal string PolicyId => policy.Id;

    /// <summary>The name; every policy has it as its second property.</summary>
    internal string? PolicyName => policy.Values[1] as string;

    /// <summary>The last part of the status id, which is the device's.</summary>
    internal string DeviceId => item.Id[(item.Id.LastIndexOf('_') + 1)..];

    /// <summary>The text of a property.</summary>
    internal string? this[string property] => item.Values[table.IndexOf(property, GraphVersion.Beta)] as string;

    /// <summary>A date the way the reports write it: UTC, with a space and without a zone.</summary>
    internal string? Date(string property) => this[property] is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? date.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture)
            : null;
}
