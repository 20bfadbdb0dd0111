using System.Globalization;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Sandbox.Storage;

/// <summary>Counts statuses as the service's overviews do.</summary>
internal static class OverviewItem
{
    /// <summary>Creates the overview of statuses.</summary>
    /// <param name="overview">The resource of the overview.</param>
    /// <param name="parentId">The policy; its id is the id of the overview.</param>
    /// <param name="statuses">The statuses.</param>
    /// <returns>The overview. It is not stored.</returns>
    internal static SandboxItem Of(ResourceTable overview, string? parentId, IReadOnlyList<SandboxItem> statuses)
    {
        IReadOnlyList<PropertyDescriptor> properties = overview.Counted!.Resource.Properties;
        int status = IndexOf(properties, "status");
        int reported = IndexOf(properties, "lastReportedDateTime");
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        DateTimeOffset last = DateTimeOffset.MinValue;
        foreach (SandboxItem item in statuses)
        {
            string counter = CounterOf((string?)item.Values[status]);
            counts[counter] = counts.GetValueOrDefault(counter) + 1;
            if (item.Values[reported] is string text && EdmDate.TryParse(text, out DateTimeOffset date) && date > last)
            {
                last = date;
            }
        }

        return new SandboxItem(0, [.. overview.Resource.Properties.Select(property => Value(property, parentId, counts, last))]);
    }

    private static object? Value(
        PropertyDescriptor property, string? parentId, Dictionary<string, int> counts, DateTimeOffset last) =>
        property.Name switch
        {
            "id" => parentId,
            "lastUpdateDateTime" => last.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
            "configurationVersion" => 1,
            _ => counts.GetValueOrDefault(property.Name),
        };

    private static string CounterOf(string? status) => status switch
    {
        "compliant" or "remediated" => "successCount",
        "nonCompliant" => "failedCount",
        "error" => "errorCount",
        "conflict" => "conflictCount",
        "notApplicable" => "notApplicableCount",
        _ => "pendingCount",
    };

    private static int IndexOf(IReadOnlyList<PropertyDescriptor> properties, string name) =>
        Enumerable.Range(0, properties.Count).First(index => properties[index].Name == name);
}
