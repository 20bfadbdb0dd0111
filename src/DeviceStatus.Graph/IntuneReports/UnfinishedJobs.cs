using System.Collections.Concurrent;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>The export jobs of this process that were not read to their end, so that the same report can continue with them.</summary>
internal static class UnfinishedJobs
{
    /// <summary>Older jobs are not continued, because their rows are from the time when they were created.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private static readonly ConcurrentDictionary<(string Scope, string Request), (string Id, DateTimeOffset CreatedOn)> Jobs = new();

    /// <summary>Finds a job.</summary>
    /// <param name="scope">The tenant, the app and the account that created it.</param>
    /// <param name="request">The report, filter and columns of the job.</param>
    /// <param name="now">The current time.</param>
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
