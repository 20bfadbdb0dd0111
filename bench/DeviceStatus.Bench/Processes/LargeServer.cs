using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DeviceStatus.Bench.Processes;

/// <summary>Responds to every batch with twenty pages of about 64 MiB in total. It implements only the necessary part of HTTP.</summary>
internal sealed class LargeServer : IAsyncDisposable
{
    /// <summary>The objects of one response.</summary>
    internal const int Objects = Pages * ObjectsOfPage;

    private const int Pages = 20;
    private const int ObjectsOfPage = 545;
    private const int TextLength = 2960;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _response = Response();
    private readonly Task _work;

    internal LargeServer()
    {
        _listener.Start();
        _work = AcceptAsync();
    }

    internal string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _work;
        _listener.Dispose();
        _stop.Dispose();
    }

    private static byte[] Response()
    {
        string text = new('x', TextLength);
        string page = string.Join(',', Enumerable.Range(0, ObjectsOfPage).Select(
            i => string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"id":"{{i}}","deviceDisplayName":"{{i}}{{text}}","userName":"{{i}}{{text}}","status":"compliant"}""")));
        string items = string.Join(',', Enumerable.Range(1, Pages).Select(
            i => string.Create(CultureInfo.InvariantCulture, $$$"""{"id":"{{{i}}}","status":200,"body":{"value":[{{{page}}}]}}""")));
        byte[] body = Encoding.UTF8.GetBytes($$"""{"responses":[{{items}}]}""");
        byte[] head = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"));
        return [.. head, .. body];
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
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient accepted)
    {
        using TcpClient client = accepted;
        try
        {
            using StreamReader reader = new(client.GetStream(), Encoding.ASCII, false, -1, leaveOpen: true);
            while (await ReadRequestAsync(reader))
            {
                await client.GetStream().WriteAsync(_response, _stop.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The contender has ended.
        }
    }

    private async Task<bool> ReadRequestAsync(StreamReader reader)
    {
        int length = 0;
        string? line;
        while ((line = await reader.ReadLineAsync(_stop.Token)) is { Length: > 0 })
        {
            length = line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)
                ? int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture)
                : length;
        }

        await reader.ReadBlockAsync(new char[length], _stop.Token);
        return line is not null;
    }
}
