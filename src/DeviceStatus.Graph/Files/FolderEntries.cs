using System.Runtime.InteropServices;
using System.Text;

namespace DeviceStatus.Graph.Files;

/// <summary>Writes the entries of a folder to the disk, so that a new or renamed file still exists after a power failure.</summary>
internal static class FolderEntries
{
    /// <summary>Writes the entries. Windows needs no request for this.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Whether they are on the disk, as far as this process can determine. A file system without such a request is not an
    /// error.</returns>
    internal static bool Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.Exists(folder);
        }

        // .NET cannot open folders. O_RDONLY is 0 on every Unix.
        int descriptor = Open(Encoding.UTF8.GetBytes(folder + "\0"), 0);
        if (descriptor < 0)
        {
            return false;
        }

        try
        {
            return FSync(descriptor) == 0;
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FSync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
