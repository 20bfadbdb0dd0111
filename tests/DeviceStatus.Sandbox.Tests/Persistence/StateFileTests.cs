using System.Globalization;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Tests.Persistence;

public sealed class StateFileTests : IDisposable
{
    private const string Error = """{"status":"error"}""";
    private const string OneCollection =
        """{"format":"DeviceStatus.Sandbox","version":1,"nextSequence":1,"""
        + """ "collections":[{"path":"/deviceManagement/iosUpdateStatuses","items":""";
    private readonly string _folder = Directory.CreateTempSubdirectory("sandbox-").FullName;

    private string File => Path.Combine(_folder, "state.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Open_state_of_an_earlier_sandbox_is_loaded()
    {
        string created;
        await using (SandboxClient client = await OpenAsync())
        {
            Assert.False(System.IO.File.Exists(File));
            Reply reply = await client.SendAsync("POST", "/beta" + SandboxClient.Ios, """{"osVersion":"18.5","platform":4}""");
            created = (string)reply.Body["id"]!;
            await client.SendAsync("DELETE", SandboxClient.FirstIos);
        }

        Assert.Equal([File], Directory.GetFiles(_folder));
        await using (SandboxClient client = await OpenAsync())
        {
            Assert.Equal(404, (await client.GetAsync(SandboxClient.FirstIos)).Status);
            Assert.Equal(4, (int?)(await client.GetAsync($"/beta{SandboxClient.Ios}/{created}")).Body["platform"]);
            Assert.Equal(120, (await client.ListAsync(SandboxClient.Ios)).Items.Count);
            Assert.Equal(150, (await client.ListAsync(SandboxClient.Configuration)).Items.Count);

            // Never an id that was given before, even after a deletion and a restart.
            await client.SendAsync("DELETE", $"{SandboxClient.Ios}/{created}");
            Assert.NotEqual(created, (string)(await client.SendAsync("POST", SandboxClient.Ios, "{}")).Body["id"]!);
        }
    }

    [Fact]
    public async Task Save_change_is_on_the_disk_before_its_response()
    {
        await using SandboxClient client = await OpenAsync();
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"parallel-{number}");
            Assert.Equal(201, (await client.SendAsync("POST", SandboxClient.Ios, $$"""{"id":"{{id}}"}""")).Status);
            Assert.Contains(
                $"\"{id}\"", await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken), StringComparison.Ordinal);
            return id;
        }));
        Assert.Equal(50, ids.Length);
    }

    [Fact]
    public async Task Save_link_that_was_planted_beside_the_file_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A link needs a privilege on Windows.");
        string victim = Path.Combine(_folder, "victim");
        await System.IO.File.WriteAllTextAsync(victim, "untouched", TestContext.Current.CancellationToken);
        System.IO.File.CreateSymbolicLink(File + ".tmp", victim);
        await using (SandboxClient client = await OpenAsync())
        {
            await client.SendAsync("DELETE", SandboxClient.FirstIos);
        }

        Assert.Equal("untouched", await System.IO.File.ReadAllTextAsync(victim, TestContext.Current.CancellationToken));
        System.IO.File.CreateSymbolicLink(File + ".lock", Path.Combine(_folder, "created"));
        await Assert.ThrowsAsync<SandboxFileException>(OpenAsync);
        Assert.False(System.IO.File.Exists(Path.Combine(_folder, "created")));
    }

    [Fact]
    public async Task Open_pipe_is_refused_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in the file system.");
        using (System.Diagnostics.Process process = System.Diagnostics.Process.Start("mkfifo", [File]))
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await Assert.ThrowsAsync<SandboxFileException>(
            () => OpenAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Save_file_is_for_its_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        await using SandboxClient client = await OpenAsync();
        await client.SendAsync("DELETE", SandboxClient.FirstIos);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }
    }

    [Fact]
    public async Task Open_second_sandbox_on_the_file_is_refused_until_the_first_is_closed()
    {
        await using (SandboxClient client = await OpenAsync())
        {
            SandboxFileException refused = await Assert.ThrowsAsync<SandboxFileException>(OpenAsync);
            Assert.Contains("another sandbox", refused.Message, StringComparison.Ordinal);
            Assert.Equal(File, refused.Path);
            Assert.Equal(204, (await client.SendAsync("DELETE", SandboxClient.FirstIos)).Status);
        }

        await using SandboxClient next = await OpenAsync();
        Assert.Equal(404, (await next.GetAsync(SandboxClient.FirstIos)).Status);
    }

    [Theory]
    [InlineData("", "not a sandbox file")]
    [InlineData("Id,Status\n1,error\n", "not a sandbox file")]
    [InlineData("[]", "not a sandbox file")]
    [InlineData("""{"value":[]}""", "not a sandbox file")]
    [InlineData("""{"format":"DeviceStatus.Sandbox","version":1,"nextSequence":1,"collections":[""", "not a sandbox file")]
    [InlineData("""{"format":"DeviceStatus.Sandbox","version":2}""", "version 2")]
    [InlineData("""{"format":"DeviceStatus.Sandbox","version":1}""", "damaged")]
    [InlineData("""{"format":"DeviceStatus.Sandbox","version":1,"nextSequence":1,"collections":[{"path":"/x","items":[]}]}""", "damaged")]
    [InlineData(OneCollection + """[{"id":"1","status":"complaint"}]}]}""", "complaint")]
    [InlineData(OneCollection + """[{"id":"1"},{"id":"1"}]}]}""", "twice")]
    [InlineData(OneCollection + """[{}]}]}""", "without 'id'")]
    public async Task Open_other_content_is_refused_and_not_changed(string content, string named)
    {
        await System.IO.File.WriteAllTextAsync(File, content, TestContext.Current.CancellationToken);
        SandboxFileException refused = await Assert.ThrowsAsync<SandboxFileException>(OpenAsync);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken));
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Open_folder_or_file_in_a_missing_folder_is_refused()
    {
        SandboxOptions folder = new() { Path = _folder };
        SandboxOptions nowhere = new() { Path = Path.Combine(_folder, "none", "state.json") };
        Assert.Contains(
            "it is a folder",
            (await Assert.ThrowsAsync<SandboxFileException>(() => SandboxClient.OpenAsync(folder))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "does not exist",
            (await Assert.ThrowsAsync<SandboxFileException>(() => SandboxClient.OpenAsync(nowhere))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_after_a_killed_process_ignores_its_temporary_file()
    {
        await using (SandboxClient client = await OpenAsync())
        {
            await client.SendAsync("DELETE", SandboxClient.FirstIos);
        }

        await System.IO.File.WriteAllTextAsync(File + ".tmp", """{"format":"Device""", TestContext.Current.CancellationToken);
        await System.IO.File.WriteAllTextAsync(File + ".lock", string.Empty, TestContext.Current.CancellationToken);
        await using SandboxClient next = await OpenAsync();
        Assert.Equal(404, (await next.GetAsync(SandboxClient.FirstIos)).Status);
        Assert.Equal(201, (await next.SendAsync("POST", SandboxClient.Ios, "{}")).Status);
    }

    [Fact]
    public async Task Save_that_fails_is_not_a_success_of_the_change()
    {
        await using SandboxClient client = await OpenAsync();
        Directory.CreateDirectory(File);
        Reply single = await client.SendAsync("PATCH", SandboxClient.FirstIos, Error);
        Assert.Equal((500, "InternalServerError"), (single.Status, single.Code));
        Dictionary<string, JObject> answers = await client.BatchAsync(
            SandboxClient.Patch("1", SandboxClient.FirstIos, new { status = "error" }),
            new { id = "2", method = "GET", url = SandboxClient.FirstIos });
        Assert.Equal([500, 200], "12".Select(id => (int)answers[id.ToString()]["status"]!));

        Assert.Empty(Directory.GetFiles(_folder, "*.tmp"));
        Directory.Delete(File);
        Assert.Equal(200, (await client.SendAsync("PATCH", SandboxClient.FirstIos, Error)).Status);
        Assert.True(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task Reset_also_resets_the_file()
    {
        await using (SandboxClient client = await OpenAsync())
        {
            await client.SendAsync("DELETE", SandboxClient.FirstIos);
            await client.Graph.ResetAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, client.Graph.Statistics.Requests);
        }

        await using SandboxClient next = await OpenAsync();
        Assert.Equal(200, (await next.GetAsync(SandboxClient.FirstIos)).Status);
    }

    private Task<SandboxClient> OpenAsync() => SandboxClient.OpenAsync(new SandboxOptions { Path = File });
}
