using System.Security.Cryptography;

namespace DeviceStatus.Graph.Files;

/// <summary>
/// A new file that replaces another in one step, so that a reader sees either the old or the new content. Until then it has a random name,
/// and only its owner can read it.
/// </summary>
public sealed class ReplacementFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private bool _isCommitted;

    private ReplacementFile(string path, string temporary, FileStream content)
    {
        _path = path;
        _temporary = temporary;
        Content = content;
    }

    /// <summary>The stream for the content.</summary>
    public FileStream Content { get; }

    /// <summary>Creates the file beside the one that it will replace.</summary>
    /// <param name="path">The file to replace; it need not exist.</param>
    /// <returns>The file; dispose it to delete a file that was not committed.</returns>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static ReplacementFile Create(string path)
    {
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}.tmp";

        // CreateNew follows no link: any existing entry of that name is an error.
        return new ReplacementFile(full, temporary, new FileStream(temporary, PrivateFile.Options(FileMode.CreateNew, FileAccess.Write)));
    }

    /// <summary>Writes the content to the disk and replaces the other file.</summary>
    /// <param name="overwrite">Whether an existing file is replaced.</param>
    /// <exception cref="IOException">The content cannot be written, or the file exists and may not be replaced.</exception>
    public void Commit(bool overwrite = true)
    {
        Content.Flush(flushToDisk: true);
        Content.Dispose();
        File.Move(_temporary, _path, overwrite);
        _isCommitted = true;
        FolderEntries.Flush(Path.GetDirectoryName(_path)!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isCommitted)
        {
            return;
        }

        Content.Dispose();
        File.Delete(_temporary);
    }
}
