using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Policies;

/// <summary>Reads from an overview how many objects a list should have.</summary>
public static class OverviewCount
{
    /// <summary>Counts devices that notApplicableCount also counts, or that have no status.</summary>
    private const string ByPlatform = "notApplicablePlatformCount";

    /// <summary>The overview only confirms the list, so a full retry policy would wait too long for it.</summary>
    private static readonly RetryPolicy OneRetry = new() { MaxAttempts = 2, MaxTotalDelay = TimeSpan.FromSeconds(5) };

    /// <summary>Adds the counts of an overview.</summary>
    /// <param name="overview">The overview.</param>
    /// <returns>The sum of its counts; 0 if it has none.</returns>
    public static long Sum(StatusEntity overview)
    {
        ArgumentNullException.ThrowIfNull(overview);
        return overview.Resource.Properties
            .Where(property => property.Name.EndsWith("Count", StringComparison.Ordinal) && property.Name != ByPlatform)
            .Sum(property => overview[property.Name] is int count ? (long)count : 0);
    }

    /// <summary>Reads the overview of a list.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="list">The request of the list.</param>
    /// <param name="log">The log, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The sum of the counts, or <see langword="null"/> when there is no overview or it has no counts.</returns>
    public static async Task<long?> ReadAsync(GraphClient client, GraphRequest list, GraphLog? log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(list);
        if (list.Resource.Overview is not { } overview)
        {
            return null;
        }

        try
        {
            GraphRequest request = RequestBuilder.Get(overview, list.ParentId, null, null, list.Version);
            StatusEntity entity = await client.GetAsync(request, log, OneRetry, cancellationToken).ConfigureAwait(false);
            long sum = Sum(entity);

            // The overview of some kinds of policy is always zero.
            return sum > 0 ? sum : null;
        }
        catch (Exception exception) when (exception is GraphFailureException or OperationCanceledException or ObjectDisposedException)
        {
            // Nothing is reported: a run that was stopped ends at its next read of the list.
            return null;
        }
    }
}
