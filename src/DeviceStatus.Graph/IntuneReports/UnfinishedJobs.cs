using System.Collections.Concurrent;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>
/// The export jobs of this process that were created and not read to their end, so that the same report continues with them.
/// </summary>
internal static class UnfinishedJobs
{
    /// <summary>Older jobs are not continued: their rows are of the time when they were created.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private static readonly ConcurrentDictionary<(string Scope, string Request), (string Id, DateTimeOffset CreatedOn)> Jobs = new();

    /// <summary>Finds a job.</summary>
    /// <param name="scope">The tenant, the app and the account that created it.</param>
    /// <param name="request">What the job was asked for.</param>
    /// <param name="now">The time.</param>
    internal static string? Find(string scope, ExportJobRequest request, DateTimeOffset now) =>
        Jobs.TryGetValue((scope, Key(request)), out (string Id, DateTimeOffset CreatedOn) job) && now - job.CreatedOn < Lifetime
            ? job.Id
            : null;

    internal static void Add(string scope, ExportJobRequest request, string id, DateTimeOffset now)
    {
        foreach ((string, string) old in Jobs.Where(pair => now - pair.Value.CreatedOn >= Lifetime).Select(pair => pair.Key))
        {
            Jobs.TryRemove(old, out _);
        }

        Jobs[(scope, Key(request))] = (id, now);
    }

    internal static void Remove(string scope, ExportJobRequest request) => Jobs.TryRemove((scope, Key(request)), out _);

    private static string Key(ExportJobRequest request) =>
        string.Join('\n', [request.ReportName, request.Filter ?? string.Empty, .. request.Select]);
}
