using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DeviceStatus.TestServer;

/// <summary>The latest requests of a server, oldest first.</summary>
public sealed class RequestLog
{
    private readonly int _capacity;
    private readonly Queue<RecordedRequest> _requests = new();
    private TaskCompletionSource _recorded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RequestLog(int capacity)
    {
        _capacity = capacity;
    }

    /// <summary>A copy of the latest requests, oldest first.</summary>
    /// <param name="count">How many at most.</param>
    /// <returns>The requests.</returns>
    public IReadOnlyList<RecordedRequest> Last(int count = int.MaxValue)
    {
        lock (_requests)
        {
            return [.. _requests.Skip(Math.Max(0, _requests.Count - Math.Max(0, count)))];
        }
    }

    /// <summary>Removes every request.</summary>
    public void Clear()
    {
        lock (_requests)
        {
            _requests.Clear();
        }
    }

    /// <summary>Waits until so many requests are here that were not forgotten.</summary>
    internal async Task WaitAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task recorded;
            lock (_requests)
            {
                if (_requests.Count >= count)
                {
                    return;
                }

                recorded = _recorded.Task;
            }

            await recorded.WaitAsync(cancellationToken);
        }
    }

    internal void Record(HttpContext context, ReadOnlyMemory<byte> body)
    {
        if (_capacity == 0)
        {
            return;
        }

        HttpRequest request = context.Request;
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues value) in request.Headers)
        {
            headers[name] = string.Equals(name, "Authorization", StringComparison.OrdinalIgnoreCase)
                ? value.ToString().Split(' ')[0] + " [token]"
                : value.ToString();
        }

        string url = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        RecordedRequest recorded = new(request.Method, url, headers, body);
        lock (_requests)
        {
            if (_requests.Count == _capacity)
            {
                _requests.Dequeue();
            }

            _requests.Enqueue(recorded);
            _recorded.TrySetResult();
            _recorded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
