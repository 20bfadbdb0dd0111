using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Policies;

/// <summary>Asks the service how long a list should be: its overview counts what the list holds.</summary>
public static class OverviewCount
{
    /// <summary>Counts the same devices as notApplicableCount does, or ones that have no status at all.</summary>
    private const string ByPlatform = "notApplicablePlatformCount";

    /// <summary>The overview only confirms what the list says, so it is not worth the waits of a full retry policy.</summary>
    private static readonly RetryPolicy OneRetry = new() { MaxAttempts = 2, MaxTotalDelay = TimeSpan.FromSeconds(5) };

    /// <summary>Adds up what an overview counts.</summary>
    /// <param name="overview">The overview.</param>
    /// <returns>The sum of its counts; 0 also when it has none.</returns>
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
    /// <param name="log">Where to trace, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the reading at once.</param>
    /// <returns>The sum of the counts, or <see langword="null"/> when there is no overview, or it says nothing.</returns>
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

            // Some kinds of policy have an overview that is always zero.
            return sum > 0 ? sum : null;
        }
        catch (Exception exception) when (exception is GraphFailureException or OperationCanceledException or ObjectDisposedException)
        {
            return null;
        }
    }
}
