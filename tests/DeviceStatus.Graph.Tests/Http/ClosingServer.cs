using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DeviceStatus.Graph.Tests.Http;

/// <summary>A server that carries out each DELETE and closes the connection instead of responding. A GET is answered.</summary>
internal sealed class ClosingServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    internal ClosingServer()
    {
        _listener.Start();
        _work = AcceptAsync();
    }

    internal Uri BaseAddress => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Method and path of each request that arrived.</summary>
    internal ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The paths that were deleted.</summary>
    internal ConcurrentDictionary<string, bool> Deleted { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _work;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using StreamReader reader = new(client.GetStream(), Encoding.ASCII);
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } first)
                {
                    while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
                    {
                    }

                    string path = first.Split(' ')[1];
                    Requests.Enqueue(first[..first.LastIndexOf(' ')]);
                    if (first.StartsWith("DELETE", StringComparison.Ordinal))
                    {
                        Deleted[path] = true;
                        return;
                    }

                    bool isDeleted = Deleted.ContainsKey(path);
                    string body = isDeleted ? """{"error":{"code":"NotFound","message":"Not found."}}""" : """{"id":"x"}""";
                    string head = $"HTTP/1.1 {(isDeleted ? "404 Not Found" : "200 OK")}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + body), _stop.Token);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client closed the connection, or the test is over.
            }
        }
    }
}
