namespace DeviceStatus.Build.Tests;

/// <summary>A copy of the sources in a folder of its own, for a test that changes them and builds.</summary>
internal sealed class TreeCopy : IDisposable
{
    private static readonly string[] LeftOut = [".git", ".vs", "bin", "obj", "out"];

    private TreeCopy(DirectoryInfo folder) => Repository = new Repository(folder.FullName);

    /// <summary>The paths of the copy.</summary>
    internal Repository Repository { get; }

    internal static TreeCopy Create(Repository source)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("devicestatus-");
        Copy(new DirectoryInfo(source.Root), folder.FullName);
        return new TreeCopy(folder);
    }

    /// <summary>Changes a file.</summary>
    internal void Edit(string path, Func<string, string> change)
    {
        string file = Repository.PathOf(path);
        string before = File.ReadAllText(file);
        string after = change(before);
        Assert.True(before != after, $"{path} has no place for the new collection.");
        File.WriteAllText(file, after);
    }

    /// <summary>Writes a file like another one.</summary>
    internal void Derive(string path, string template, Func<string, string> change) =>
        File.WriteAllText(Repository.PathOf(path), change(File.ReadAllText(Repository.PathOf(template))));

    /// <summary>Runs <c>dotnet</c> in the copy; its output is the message when it fails.</summary>
    internal async Task RunAsync(params string[] arguments)
    {
        string log = Repository.PathOf("run.log");
        int exitCode = await ChildProcess.RunToFileAsync("dotnet", arguments, Repository.Root, log);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{await File.ReadAllTextAsync(log)}");
    }

    public void Dispose() => Directory.Delete(Repository.Root, recursive: true);

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (FileInfo file in from.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(to, file.Name));
        }

        foreach (DirectoryInfo folder in from.EnumerateDirectories().Where(folder => !LeftOut.Contains(folder.Name)))
        {
            Copy(folder, Path.Combine(to, folder.Name));
        }
    }
}
