using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>Single reads with a <see cref="ReadExecutor"/>, for callers that need one object or one list.</summary>
public static class GraphClientReadExtensions
{
    /// <summary>Reads one object, with retries.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="request">A request made by <see cref="RequestBuilder"/>.</param>
    /// <param name="log">The log of the caller, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the request at once.</param>
    /// <returns>The object.</returns>
    /// <exception cref="GraphFailureException">The service refused the request or could not be reached.</exception>
    public static Task<StatusEntity> GetAsync(
        this GraphClient client, GraphRequest request, GraphLog? log, CancellationToken cancellationToken) =>
        client.GetAsync(request, log, null, cancellationToken);

    /// <summary>Reads a collection page by page. At most one page more than the caller took is requested.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="request">The request of the first page.</param>
    /// <param name="log">The log of the caller, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the reading at once.</param>
    /// <returns>The pages in order; a page may be empty.</returns>
    /// <exception cref="GraphFailureException">The service refused a request or could not be reached.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<StatusEntity>> ListAsync(
        this GraphClient client, GraphRequest request, GraphLog? log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ReadPart part in ReadAsync(client, request, log, null, cancellationToken).ConfigureAwait(false))
        {
            if (!part.IsLast)
            {
                yield return part.Items;
            }
        }
    }

    /// <summary>Reads one object with a retry policy of its own.</summary>
    internal static async Task<StatusEntity> GetAsync(
        this GraphClient client, GraphRequest request, GraphLog? log, RetryPolicy? retry, CancellationToken cancellationToken)
    {
        await foreach (ReadPart part in ReadAsync(client, request, log, retry, cancellationToken).ConfigureAwait(false))
        {
            if (part.Items.Count > 0)
            {
                return part.Items[0];
            }
        }

        throw new InvalidOperationException("The read ended without an object and without a failure.");
    }

    private static async IAsyncEnumerable<ReadPart> ReadAsync(
        GraphClient client, GraphRequest request, GraphLog? log, RetryPolicy? retry,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ReadExecutor executor = new(client, log, readAhead: 0, retry);
        await using (executor.ConfigureAwait(false))
        {
            executor.TryPost(new WorkItem(1, request, null));
            executor.Complete();
            while (executor.Outstanding > 0)
            {
                if (!executor.TryTake(out ReadPart? part))
                {
                    await executor.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                yield return part.Failure is { } failure ? throw new GraphFailureException(failure) : part;
            }
        }
    }
}
