using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using DeviceStatus.TestServer;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Tests.Hosting;

public sealed class LoopbackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LoopbackServer_sandbox_over_http_responds_as_in_the_process()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(cancellationToken: Token);
        using HttpClient http = Client(server);
        using HttpResponseMessage response = await http.GetAsync(new Uri("v1.0" + SandboxClient.Ios, UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("minimal", response.Content.Headers.ContentType!.Parameters.Single(each => each.Name == "odata.metadata").Value);
        Assert.NotEmpty(response.Headers.GetValues("request-id"));
        JObject list = JObject.Parse(await response.Content.ReadAsStringAsync(Token));
        Uri next = new((string)list["@odata.nextLink"]!);
        Assert.Equal(server.BaseAddress.Authority, next.Authority);
        JObject rest = JObject.Parse(await http.GetStringAsync(next, Token));
        Assert.Equal(20, rest["value"]!.Count());
    }

    [Fact]
    public async Task RequestLog_keeps_requests_as_they_came_without_the_token()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(cancellationToken: Token);
        using HttpClient http = Client(server);
        using StringContent body = new("""{"status":"error"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PatchAsync(
            new Uri("v1.0" + SandboxClient.Ios + "/a%2Fb%20%C3%BC", UriKind.Relative), body, Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        RecordedRequest request = Assert.Single(server.Log.Last());
        Assert.Equal(("PATCH", "/v1.0" + SandboxClient.Ios + "/a%2Fb%20%C3%BC"), (request.Method, request.Url));
        Assert.Equal("""{"status":"error"}""", request.Text);
        Assert.Equal("Bearer [token]", request.Headers["authorization"]);

        string listed = await http.GetStringAsync(new Uri("__requests?last=1", UriKind.Relative), Token);
        Assert.Equal(request.Url, (string?)JArray.Parse(listed)[0]["url"]);
        Assert.DoesNotContain("secret", listed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SandboxFaultKind.LostBefore, 200)]
    [InlineData(SandboxFaultKind.LostAfter, 404)]
    public async Task LoopbackServer_lost_connection_is_a_reset(SandboxFaultKind kind, int statusAfterwards)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            new LoopbackOptions
            {
                Sandbox = new SandboxOptions { Faults = call => call.Method == "DELETE" ? new SandboxFault(kind) : SandboxFault.None },
            },
            Token);
        using HttpClient http = Client(server);
        Uri item = new("v1.0" + SandboxClient.FirstIos, UriKind.Relative);
        HttpRequestException lost = await Assert.ThrowsAsync<HttpRequestException>(() => http.DeleteAsync(item, Token));
        SocketException reset = Assert.IsType<SocketException>(lost.InnerException?.InnerException);
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        using HttpResponseMessage read = await http.GetAsync(item, Token);
        Assert.Equal(statusAfterwards, (int)read.StatusCode);
    }

    [Fact]
    public async Task Handler_writes_any_response()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            new LoopbackOptions
            {
                Handler = async context =>
                {
                    using StreamReader reader = new(context.Request.Body);
                    context.Response.StatusCode = 200;
                    context.Response.ContentType = "text/html";
                    await context.Response.WriteAsync("<html>" + await reader.ReadToEndAsync(Token), Token);
                },
            },
            Token);
        using HttpClient http = Client(server);
        using StringContent body = new("hello");
        using HttpResponseMessage response = await http.PostAsync(new Uri("anything", UriKind.Relative), body, Token);
        Assert.Equal("<html>hello", await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("hello", Assert.Single(server.Log.Last()).Text);
    }

    [Fact]
    public async Task NullAnswers_batch_items_keep_their_ids()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            new LoopbackOptions { NullAnswers = true, Sandbox = new SandboxOptions { UpdateResponse = UpdateResponse.NoContent } }, Token);
        using HttpClient http = Client(server);
        using StringContent body = new("""{"requests":[{"id":"7","url":"/x","body":{"id":"no"}},{"method":"GET","id":"8"}]}""");
        using HttpResponseMessage response = await http.PostAsync(new Uri("v1.0/$batch", UriKind.Relative), body, Token);
        JObject answer = JObject.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(["7:204", "8:204"], answer["responses"]!.Select(item => $"{item["id"]}:{item["status"]}"));
    }

    [Fact]
    public async Task Program_says_where_it_listens_and_ends_when_its_input_closes()
    {
        string file = Path.Combine(
            AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "DeviceStatus.TestServer.exe" : "DeviceStatus.TestServer");
        ProcessStartInfo start = new(file, ["--empty", "--faults", "429=1", "--seed", "1"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string line = (await process.StandardOutput.ReadLineAsync(Token))!;
        Assert.StartsWith("listening on http://127.0.0.1:", line, StringComparison.Ordinal);
        using HttpClient http = new() { BaseAddress = new Uri(line["listening on ".Length..]) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        using HttpResponseMessage response = await http.GetAsync(new Uri("v1.0" + SandboxClient.Ios, UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        JObject stats = JObject.Parse(await http.GetStringAsync(new Uri("__stats", UriKind.Relative), Token));
        Assert.Equal((1, 1), ((int)stats["requests"]!, (int)stats["calls"]!["GET"]!["429"]!));

        process.StandardInput.Close();
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
    }

    private static HttpClient Client(LoopbackServer server)
    {
        HttpClient http = new() { BaseAddress = server.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        return http;
    }
}
