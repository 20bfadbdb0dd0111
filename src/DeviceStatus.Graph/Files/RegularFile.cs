namespace DeviceStatus.Graph.Files;

/// <summary>Opens files without waiting for a pipe or reading a device without end.</summary>
internal static class RegularFile
{
    /// <summary>
    /// Whether a file has content. Pipes and devices report no length and count as empty: opening or reading one could block forever.
    /// </summary>
    /// <param name="path">The file; links are followed.</param>
    /// <exception cref="IOException">The file system cannot be read.</exception>
    internal static bool HasContent(string path)
    {
        FileInfo file = Resolve(path);
        return file.Exists && file.Length > 0;
    }

    /// <summary>Reads a file that has content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxLength">The maximum length in bytes.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The bytes; <see langword="null"/> when the file is longer.</returns>
    internal static async Task<byte[]?> ReadAsync(string path, int maxLength, CancellationToken cancellationToken)
    {
        if (Resolve(path).Length > maxLength)
        {
            return null;
        }

        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
        {
            byte[] bytes = new byte[maxLength + 1];
            int length = await stream.ReadAtLeastAsync(
                bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            byte[]? content = length > maxLength ? null : bytes[..length];
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(bytes);
            return content;
        }
    }

    /// <summary>Resolves links, because the length of a link is that of its text.</summary>
    private static FileInfo Resolve(string path)
    {
        FileInfo file = new(path);
        return file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
    }
}
