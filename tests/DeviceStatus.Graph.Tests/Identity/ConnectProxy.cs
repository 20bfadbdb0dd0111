using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>A proxy on loopback that knows CONNECT, with or without asking for a user.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string? _expected;
    private readonly Task _loop;

    internal ConnectProxy(string? user = null, string? password = null)
    {
        _expected = user is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _loop = AcceptAsync();
    }

    internal Uri Address { get; }

    /// <summary>Where every tunnel really ends, whatever it was asked for; unless set, where it was asked for.</summary>
    internal string? Destination { get; init; }

    internal ConcurrentQueue<string> Tunnels { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient _ = client;
        NetworkStream stream = client.GetStream();
        while (await ReadHeadAsync(stream) is { Length: > 0 } head)
        {
            string[] lines = head.Split("\r\n");
            string target = lines[0].Split(' ')[1];
            string? sent = lines.FirstOrDefault(
                line => line.StartsWith("Proxy-Authorization: ", StringComparison.OrdinalIgnoreCase))?[21..];
            if (sent != _expected)
            {
                await stream.WriteAsync(
                    ("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\n"u8
                        + "Content-Length: 0\r\n\r\n"u8).ToArray(),
                    _stop.Token);
                continue;
            }

            Tunnels.Enqueue(target);
            using var server = new TcpClient();
            await server.ConnectAsync(IPEndPoint.Parse(Destination ?? target), _stop.Token);
            await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token);
            NetworkStream far = server.GetStream();
            await Task.WhenAny(stream.CopyToAsync(far, _stop.Token), far.CopyToAsync(stream, _stop.Token));
            return;
        }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return string.Empty;
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
