using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Bench.Clients;

/// <summary>Sends rows through the engine and reads their outcomes, as the pipeline of a command does.</summary>
internal static class RowPump
{
    /// <summary>Runs rows to their end.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="request">Builds the request of a row, counted from 0.</param>
    /// <param name="take">Receives each outcome.</param>
    /// <returns>The figures of the run.</returns>
    internal static async Task<RunStatistics> RunAsync(
        GraphClient client, BatchOptions options, int rows, Func<int, GraphRequest> request, Action<RowResult> take)
    {
        await using BatchExecutor writer = new(client, options);
        for (int row = 0; row < rows; row++)
        {
            WorkItem item = new(row + 1, request(row), null);
            while (!writer.TryPost(item))
            {
                await WaitAsync();
            }

            TakeAll();
        }

        writer.Complete();
        while (writer.Outstanding > 0)
        {
            await WaitAsync();
        }

        return writer.Statistics;

        async Task WaitAsync()
        {
            await writer.WaitAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
            TakeAll();
        }

        void TakeAll()
        {
            while (writer.TryTake(out RowResult? result))
            {
                take(result);
            }
        }
    }
}
