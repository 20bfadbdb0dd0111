using System.Security.Cryptography;

namespace DeviceStatus.Reporting.Files;

/// <summary>
/// A file that appears under its name only when it is complete: it is created anew under a random name, readable by its owner alone, and
/// renamed by <see cref="Commit"/>. Without that, <see cref="Dispose"/> deletes it.
/// </summary>
internal sealed class NewFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private bool _committed;

    internal NewFile(string path)
    {
        _path = path;
        _temporary = $"{path}.{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}.tmp";
        Stream = new FileStream(_temporary, Options());
    }

    /// <summary>Where the content goes.</summary>
    internal FileStream Stream { get; }

    /// <summary>Closes the file and gives it its name.</summary>
    /// <param name="overwrite">Whether a file of that name is replaced.</param>
    /// <exception cref="IOException">A file of that name is there and is not to be replaced.</exception>
    internal void Commit(bool overwrite = true)
    {
        Stream.Dispose();
        File.Move(_temporary, _path, overwrite);
        _committed = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stream.Dispose();
        if (!_committed)
        {
            File.Delete(_temporary);
        }
    }

    private static FileStreamOptions Options()
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 64 * 1024 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
