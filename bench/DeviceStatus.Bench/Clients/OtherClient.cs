using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using DeviceStatus.Bench.Data;

namespace DeviceStatus.Bench.Clients;

/// <summary>Another app of the tenant, which writes at a steady rate and retries refused writes.</summary>
internal sealed class OtherClient : IAsyncDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Task _work;

    internal OtherClient(string url, double writesPerSecond)
    {
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "other");
        _work = RunAsync(
            new Uri($"{url}/v1.0/deviceManagement/deviceConfigurations/{BenchContext.ConfigurationId}/deviceStatuses/{RowFiles.Id(1)}"),
            writesPerSecond);
    }

    /// <summary>The number of writes that the service accepted.</summary>
    internal int Accepted { get; private set; }

    internal TimeSpan Elapsed => _clock.Elapsed;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
        _http.Dispose();
    }

    private async Task RunAsync(Uri uri, double writesPerSecond)
    {
        try
        {
            while (true)
            {
                TimeSpan due = TimeSpan.FromSeconds(Accepted / writesPerSecond) - _clock.Elapsed;
                if (due > TimeSpan.Zero)
                {
                    await Task.Delay(due, _stop.Token);
                }

                using StringContent body = new("{\"status\":\"compliant\"}", Encoding.UTF8, "application/json");
                using HttpResponseMessage answer = await _http.PatchAsync(uri, body, _stop.Token);
                if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                {
                    await Task.Delay(Again, _stop.Token);
                    continue;
                }

                answer.EnsureSuccessStatusCode();
                Accepted++;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The measured run has ended.
        }
    }
}
