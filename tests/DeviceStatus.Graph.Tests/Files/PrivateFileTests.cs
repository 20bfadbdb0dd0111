using System.Diagnostics;
using DeviceStatus.Graph.Files;
using DeviceStatus.Graph.Tests.Identity;

namespace DeviceStatus.Graph.Tests.Files;

public sealed class PrivateFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TemporaryFolder _folder = new();

    public static bool IsWindows => OperatingSystem.IsWindows();

    private string Target => Path.Combine(_folder.Path, "report.html");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Commit_replaces_a_file_and_only_the_owner_can_read_it(bool exists)
    {
        if (exists)
        {
            File.WriteAllText(Target, "a much longer old content");
        }

        using (ReplacementFile file = ReplacementFile.Create(Target))
        {
            file.Content.Write("new"u8);
            AssertMode(file.Content.Name);
            Assert.Equal(exists, File.Exists(Target));
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(Target));
        AssertMode(Target);
        Assert.Equal([Target], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Dispose_without_commit_leaves_the_old_file_and_nothing_else()
    {
        File.WriteAllText(Target, "old");
        using (ReplacementFile file = ReplacementFile.Create(Target))
        {
            file.Content.Write("new"u8);
        }

        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Commit_file_that_appeared_meanwhile_is_kept_when_it_may_not_be_replaced()
    {
        using (ReplacementFile file = ReplacementFile.Create(Target))
        {
            file.Content.Write("new"u8);
            File.WriteAllText(Target, "of another process");
            Assert.Throws<IOException>(() => file.Commit(overwrite: false));
        }

        Assert.Equal("of another process", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder.Path));
    }

    [Fact(SkipWhen = nameof(IsWindows), Skip = "A link needs a privilege on Windows.")]
    public void Commit_target_that_is_a_link_does_not_write_where_it_points()
    {
        string victim = _folder.Write("victim", "untouched");
        File.CreateSymbolicLink(Target, victim);
        using (ReplacementFile file = ReplacementFile.Create(Target))
        {
            file.Content.Write("new"u8);
            file.Commit();
        }

        Assert.Equal("untouched", File.ReadAllText(victim));
        Assert.Equal("new", File.ReadAllText(Target));
    }

    [Fact]
    public void Create_two_for_one_target_have_names_of_their_own()
    {
        using ReplacementFile one = ReplacementFile.Create(Target);
        using ReplacementFile other = ReplacementFile.Create(Target);
        Assert.NotEqual(one.Content.Name, other.Content.Name);
    }

    [Fact]
    public void Flush_folder_is_written_and_a_missing_one_is_not()
    {
        Assert.True(FolderEntries.Flush(_folder.Path));
        Assert.False(FolderEntries.Flush(Path.Combine(_folder.Path, "missing")));
    }

    [Fact(SkipWhen = nameof(IsWindows), Skip = "Windows has no pipes and devices in the file system.")]
    public void HasContent_pipe_device_and_empty_file_have_none()
    {
        string fifo = MakeFifo(_folder, "fifo");
        string link = Path.Combine(_folder.Path, "link");
        File.CreateSymbolicLink(link, fifo);
        string file = _folder.Write("file", "x");
        string linkToFile = Path.Combine(_folder.Path, "link2");
        File.CreateSymbolicLink(linkToFile, file);

        Assert.False(RegularFile.HasContent(fifo));
        Assert.False(RegularFile.HasContent(link));
        Assert.False(RegularFile.HasContent("/dev/zero"));
        Assert.False(RegularFile.HasContent(_folder.Write("empty", string.Empty)));
        Assert.False(RegularFile.HasContent(Path.Combine(_folder.Path, "missing")));
        Assert.True(RegularFile.HasContent(file));
        Assert.True(RegularFile.HasContent(linkToFile));
    }

    [Fact]
    public async Task ReadAsync_longer_file_is_not_read()
    {
        string path = _folder.Write("file", "12345");
        Assert.Equal("12345"u8.ToArray(), await RegularFile.ReadAsync(path, 5, TestContext.Current.CancellationToken));
        Assert.Null(await RegularFile.ReadAsync(path, 4, TestContext.Current.CancellationToken));
    }

    internal static string MakeFifo(TemporaryFolder folder, string name)
    {
        string path = Path.Combine(folder.Path, name);
        using Process process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }

    private static void AssertMode(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
        }
    }
}
