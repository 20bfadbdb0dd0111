namespace DeviceStatus.Graph.Files;

/// <summary>Options of files that only their owner can read.</summary>
public static class PrivateFile
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Options with mode 0600 for a file that is created on Unix.</summary>
    /// <param name="mode">How the file is opened or created.</param>
    /// <param name="access">The access to the file.</param>
    /// <returns>The options; other handles cannot open the file at the same time.</returns>
    public static FileStreamOptions Options(FileMode mode, FileAccess access)
    {
        FileStreamOptions options = new() { Mode = mode, Access = access, Share = FileShare.None, BufferSize = BufferSize };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
