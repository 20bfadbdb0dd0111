using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Throttling;

public sealed class PaceStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly PaceKey Key = new(new Uri("https://graph.example/"), "tenant", "app");
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "pace-" + Guid.NewGuid().ToString("N"));

    [Fact]
    public void Load_returns_what_another_process_saved_and_not_what_this_one_did()
    {
        PaceStore one = new(_folder);
        PaceStore other = new(_folder);
        SentBatch[] sent = [new(Now.AddSeconds(-3), 25, 20), new(Now, 20, 20)];

        one.Save(Key, sent);

        Assert.Equal(sent, other.Load(Key, Now));
        Assert.Empty(one.Load(Key, Now));
        Assert.Empty(other.Load(Key with { TenantId = "another" }, Now));
        Assert.Empty(other.Load(Key with { ClientId = "another" }, Now));
        Assert.Empty(other.Load(Key with { Endpoint = new Uri("https://other.example/") }, Now));
    }

    [Fact]
    public void Load_adds_what_several_processes_saved()
    {
        new PaceStore(_folder).Save(Key, [new(Now, 1, 1)]);
        new PaceStore(_folder).Save(Key, [new(Now, 2, 2)]);

        Assert.Equal(3, new PaceStore(_folder).Load(Key, Now).Sum(batch => batch.Writes));
    }

    [Fact]
    public void Save_replaces_what_the_process_saved_before_and_leaves_no_other_file()
    {
        PaceStore store = new(_folder);
        store.Save(Key, [new(Now, 1, 1)]);
        store.Save(Key, [new(Now, 7, 7)]);

        Assert.Equal([new SentBatch(Now, 7, 7)], new PaceStore(_folder).Load(Key, Now));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Save_file_is_private_and_names_neither_tenant_nor_app()
    {
        new PaceStore(_folder).Save(Key, [new(Now, 1, 1)]);

        string file = Assert.Single(Directory.GetFiles(_folder));
        Assert.DoesNotContain("tenant", file + File.ReadAllText(file), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("graph.example", file + File.ReadAllText(file), StringComparison.OrdinalIgnoreCase);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
        }
    }

    [Fact]
    public void Save_more_entries_than_are_kept_joins_neighbours_to_the_later_moment()
    {
        new PaceStore(_folder).Save(Key, [.. Enumerable.Range(0, 1000).Select(i => new SentBatch(Now.AddMilliseconds(i - 1000), 2, 1))]);

        IReadOnlyList<SentBatch> loaded = new PaceStore(_folder).Load(Key, Now);
        Assert.Equal((500, 1000, 2000), (loaded.Count, loaded.Sum(batch => batch.Writes), loaded.Sum(batch => batch.Requests)));
        Assert.Equal(Now.AddMilliseconds(-999), loaded[0].At);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"schemaVersion\":2,\"sent\":[[1769860800000,1,1]]}")]
    [InlineData("{\"schemaVersion\":1,\"sent\":{}}")]
    [InlineData("{\"schemaVersion\":1,\"sent\":[1]}")]
    [InlineData("{\"schemaVersion\":1,\"sent\":[[1769860800000,1]]}")]
    [InlineData("{\"schemaVersion\":1,\"sent\":[[\"x\",1,1]]}")]
    [InlineData("{\"schemaVersion\":1,\"sent\":[[1769860800000,-1,-1]]}")]
    [InlineData("{\"schemaVersion\":1,\"sent\":[[1769860800000,1,2]]}")]
    [InlineData("{\"schemaVersion\":1,\"sent\":[[1769860800000,1,-1]]}")]
    [InlineData("{\"schemaVersion\":1,\"sent\":[[1769860802000,1,1]]}")]
    [InlineData("{\"schemaVersion\":1,\"sent\":[[99999999999999999,1,1]]}")]
    [InlineData("{\"schemaVersion\":1,\"sent\":[[1769860800000,99999999999,1]]}")]
    public void Load_file_that_is_not_ours_is_ignored(string content)
    {
        PaceStore writer = new(_folder);
        writer.Save(Key, [new(Now, 1, 1)]);
        File.WriteAllText(Directory.GetFiles(_folder)[0], content);

        Assert.Empty(new PaceStore(_folder).Load(Key, Now));
    }

    [Fact]
    public void Load_returns_batches_without_writes_or_requests_and_times_up_to_a_second_ahead()
    {
        SentBatch[] sent = [new(Now, 0, 0), new(Now, 25, 0), new(Now.AddSeconds(1), 2, 1)];
        new PaceStore(_folder).Save(Key, sent);

        Assert.Equal(sent, new PaceStore(_folder).Load(Key, Now));
    }

    [Fact]
    public void Load_file_that_is_too_long_is_ignored()
    {
        new PaceStore(_folder).Save(Key, [new(Now, 1, 1)]);
        string file = Directory.GetFiles(_folder)[0];
        File.WriteAllText(file, File.ReadAllText(file) + new string(' ', 64 * 1024));

        Assert.Empty(new PaceStore(_folder).Load(Key, Now));
    }

    [Fact]
    public void Load_removes_files_that_were_not_written_for_ten_minutes_and_touches_no_others()
    {
        new PaceStore(_folder).Save(Key, [new(Now, 1, 1)]);
        new PaceStore(_folder).Save(Key with { TenantId = "another" }, [new(Now, 1, 1)]);
        string foreign = Path.Combine(_folder, "notes.json");
        File.WriteAllText(foreign, "{}");
        foreach (string file in Directory.GetFiles(_folder))
        {
            File.SetLastWriteTimeUtc(file, Now.UtcDateTime);
        }

        Assert.Single(new PaceStore(_folder).Load(Key, Now.AddMinutes(10)));
        Assert.Equal(3, Directory.GetFiles(_folder).Length);
        Assert.Empty(new PaceStore(_folder).Load(Key, Now.AddMinutes(10.1)));
        Assert.Equal([foreign], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Load_without_a_folder_returns_nothing_and_creates_none()
    {
        Assert.Empty(new PaceStore(_folder).Load(Key, Now));
        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public void Save_to_a_folder_that_cannot_be_made_is_no_error()
    {
        File.WriteAllText(_folder, string.Empty);
        try
        {
            new PaceStore(Path.Combine(_folder, "below")).Save(Key, [new(Now, 1, 1)]);
            Assert.Empty(new PaceStore(Path.Combine(_folder, "below")).Load(Key, Now));
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    [Theory]
    [InlineData("off")]
    [InlineData(" OFF ")]
    public void Open_with_off_keeps_nothing(string value) => Assert.Null(PaceStore.Open(value));

    [Fact]
    public void Open_with_a_folder_uses_it() => Assert.Equal(_folder, PaceStore.Open(" " + _folder)!.Folder);

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Open_without_a_value_uses_the_local_data_of_the_user(string? value)
    {
        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        Assert.Equal(data.Length == 0 ? null : Path.Combine(data, "DeviceStatus", "pace"), PaceStore.Open(value)?.Folder);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
