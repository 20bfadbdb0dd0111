using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>
/// Sends the requests of reports, with retries. A POST is also sent again when its response was lost, because it only reads, or creates an
/// export job that changes nothing in the tenant.
/// </summary>
/// <param name="client">The connection.</param>
/// <param name="log">The log, or <see langword="null"/>.</param>
/// <param name="statistics">Counts the requests, or <see langword="null"/>.</param>
internal sealed class ReportRequestSender(GraphClient client, GraphLog? log, RunStatistics? statistics)
{
    /// <summary>Sends a request.</summary>
    /// <param name="request">The method, version and path.</param>
    /// <param name="body">The body, or <see langword="null"/>.</param>
    /// <param name="acquireAsync">Acquires the permission to send one request.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The body of the response; <see langword="null"/> when it is no JSON object.</returns>
    /// <exception cref="GraphFailureException">The service refused, or could not be reached.</exception>
    internal async Task<JObject?> SendAsync(
        GraphRequest request,
        ReadOnlyMemory<byte>? body,
        Func<CancellationToken, Task<IDisposable?>> acquireAsync,
        CancellationToken cancellationToken)
    {
        Uri uri = request.UriUnder(client.Root);
        TimeSpan waited = TimeSpan.Zero;
        for (int attempt = 1; ; attempt++)
        {
            GraphFailure failure;
            string id = Guid.NewGuid().ToString();
            using (await acquireAsync(cancellationToken).ConfigureAwait(false))
            {
                statistics?.AddRequest(1);
                try
                {
                    using GraphResponse response = await client
                        .SendAsync(request.Method, uri, new RequestBody(body ?? default), id, log, cancellationToken).ConfigureAwait(false);
                    response.EnsureComplete();
                    GraphErrorBody? error = response.IsSuccess ? null : GraphErrorParser.Parse(response.GetJsonObject());
                    ResponseDisposition disposition = ResponseClassifier.Classify(response, error);
                    if (disposition == ResponseDisposition.Success)
                    {
                        return response.GetJsonObject();
                    }

                    failure = GraphFailureFactory.FromResponse(response, error, request, uri, client.Clock.GetUtcNow(), id);
                    statistics?.AddThrottled(response.Status == 429 ? 1 : 0);
                    if (disposition == ResponseDisposition.Failed)
                    {
                        throw new GraphFailureException(failure);
                    }
                }
                catch (Exception exception) when (GraphFailureFactory.IsConnectionLoss(exception))
                {
                    failure = GraphFailureFactory.FromConnectionLoss(exception, request, uri, id, neverSent: true);
                }
            }

            if (client.Retry.IsReadExhausted(failure.StatusCode, attempt)
                || client.Retry.NextDelay(attempt, waited, failure.RetryAfter) is not { } delay)
            {
                throw new GraphFailureException(failure);
            }

            log?.Verbose?.Invoke(FormattableString.Invariant($"{failure.Message} Trying again in {delay.TotalSeconds:0.#} s."));
            statistics?.AddRetry();
            waited += delay;
            await Task.Delay(delay, client.Clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
