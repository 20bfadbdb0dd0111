using System.Collections.Concurrent;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Notifications;
using DeviceStatus.Graph.Retry;
using DeviceStatus.TestServer;
using Microsoft.AspNetCore.Http;

namespace DeviceStatus.Graph.Tests.Notifications;

public sealed class WebhookSenderTests
{
    private const string Secret = "a-secret-in-the-path-4711";
    private readonly ConcurrentQueue<string> _said = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendAsync_taken_is_sent_once_as_JSON()
    {
        int come = 0;
        string? body = null;
        await using LoopbackServer server = await StartAsync(async context =>
        {
            Interlocked.Increment(ref come);
            body = context.Request.ContentType + " " + await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
            context.Response.StatusCode = 202;
        });

        await SendAsync(server, "{\"a\":\"ü\"}");

        Assert.Equal(1, come);
        Assert.Equal("application/json; charset=utf-8 {\"a\":\"ü\"}", body);
    }

    [Theory]
    [InlineData(429, "0.05")]
    [InlineData(429, null)]
    [InlineData(503, "0")]
    public async Task SendAsync_not_taken_is_sent_again_after_the_time_that_was_asked_for(int status, string? retryAfter)
    {
        int come = 0;
        await using LoopbackServer server = await StartAsync(context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref come) < 3 ? status : 200;
            if (retryAfter is not null)
            {
                context.Response.Headers.RetryAfter = retryAfter;
            }

            return Task.CompletedTask;
        });

        await SendAsync(server);

        Assert.Equal(3, come);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(302)]
    public async Task SendAsync_refused_or_in_doubt_is_not_sent_again(int status)
    {
        int come = 0;
        await using LoopbackServer server = await StartAsync(async context =>
        {
            Interlocked.Increment(ref come);
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:9/" + Secret;
            await context.Response.WriteAsync("The workflow is off.", context.RequestAborted);
        });

        WebhookException exception = await Assert.ThrowsAsync<WebhookException>(() => SendAsync(server));

        Assert.Equal(1, come);
        Assert.Equal(status, exception.StatusCode);
        Assert.Equal($"The webhook on 127.0.0.1 refused the message with HTTP {status}. It said: The workflow is off.", exception.Message);
    }

    [Fact]
    public async Task SendAsync_throttled_for_ever_ends_with_the_refusal()
    {
        int come = 0;
        await using LoopbackServer server = await StartAsync(context =>
        {
            Interlocked.Increment(ref come);
            context.Response.StatusCode = 429;
            return Task.CompletedTask;
        });

        Assert.Equal(429, (await Assert.ThrowsAsync<WebhookException>(() => SendAsync(server))).StatusCode);
        Assert.Equal(4, come);
    }

    [Fact]
    public async Task SendAsync_says_no_more_of_the_URL_than_its_host()
    {
        await using LoopbackServer server = await StartAsync(async context =>
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync($"There is no {context.Request.Path}.", context.RequestAborted);
        });

        WebhookException refused = await Assert.ThrowsAsync<WebhookException>(() => SendAsync(server));
        WebhookException unreachable = await Assert.ThrowsAsync<WebhookException>(() => SendAsync(new Uri("http://127.0.0.1:9/" + Secret)));

        string all = string.Join('\n', [refused.ToString(), unreachable.ToString(), .. _said]);
        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
        Assert.Contains("POST http://127.0.0.1:", all, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", unreachable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_cancelled_while_it_waits_ends_at_once()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await using LoopbackServer server = await StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "60";
            stop.CancelAfter(TimeSpan.FromMilliseconds(50));
            return Task.CompletedTask;
        });
        using WebhookSender sender = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => sender.SendAsync(new Uri(server.BaseAddress, Secret), "{}", null, stop.Token));
    }

    [Theory]
    [InlineData("http://example.com/" + Secret, "is not https")]
    [InlineData("ftp://example.com/" + Secret, "is not https")]
    [InlineData("https://user:password@example.com/" + Secret, "contains a user name")]
    [InlineData(Secret, "is not a complete URL")]
    public void Validate_invalid_URL_is_refused_without_showing_it(string url, string expected)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => WebhookEndpoint.Validate(new Uri(url, UriKind.RelativeOrAbsolute)));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.com/x")]
    [InlineData("http://127.0.0.1:8080/x")]
    [InlineData("http://localhost/x")]
    public void Validate_a_good_URL_is_taken(string url) => WebhookEndpoint.Validate(new Uri(url));

    private static Task<LoopbackServer> StartAsync(Func<HttpContext, Task> handler) => LoopbackServer.StartAsync(
        new LoopbackOptions { Handler = handler }, Stop);

    private Task SendAsync(LoopbackServer server, string json = "{}") => SendAsync(new Uri(server.BaseAddress, Secret), json);

    private async Task SendAsync(Uri webhook, string json = "{}")
    {
        RetryPolicy retry = new() { MaxAttempts = 4, BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) };
        using WebhookSender sender = new(retry, TimeProvider.System);
        await sender.SendAsync(webhook, json, new GraphLog { Verbose = _said.Enqueue }, Stop);
    }
}
