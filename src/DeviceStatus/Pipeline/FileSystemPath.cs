using System.Management.Automation;

namespace DeviceStatus.Pipeline;

/// <summary>Converts a path of a parameter to a path of the file system.</summary>
internal static class FileSystemPath
{
    /// <summary>Resolves a path; ends the command when it is of another provider, such as <c>Env:\x</c>.</summary>
    /// <param name="command">The command.</param>
    /// <param name="path">The path as the user gave it; it need not exist.</param>
    /// <param name="parameter">The name of the parameter, for the error.</param>
    internal static string Resolve(PipelineCommand command, string path, string parameter)
    {
        string resolved;
        ProviderInfo provider;
        try
        {
            resolved = command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
        }
        catch (Exception exception) when (exception is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException
            or ProviderInvocationException or NotSupportedException)
        {
            command.Fail(new ArgumentException($"-{parameter} '{path}' is not a path: {exception.Message}"), "InvalidArgument", path);
            throw;
        }

        if (!string.Equals(provider.Name, "FileSystem", StringComparison.OrdinalIgnoreCase))
        {
            command.Fail(
                new ArgumentException($"-{parameter} '{path}' is a path of the provider {provider.Name}; give a path of the file system."),
                "InvalidArgument",
                path);
        }

        return resolved;
    }

    /// <summary>Checks the folder of a file: the path must not be a folder itself, and its folder must exist.</summary>
    /// <param name="file">The path of the file system.</param>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="example">A file name for the message.</param>
    internal static IOException? FolderProblem(string file, string parameter, string example)
    {
        if (Directory.Exists(file))
        {
            return new IOException($"-{parameter} '{file}' is a folder. Give the path of a file, such as '{Path.Combine(file, example)}'.");
        }

        string? folder = Path.GetDirectoryName(Path.GetFullPath(file));
        return Directory.Exists(folder)
            ? null
            : new DirectoryNotFoundException($"-{parameter} '{file}': the folder '{folder}' does not exist. Create it first.");
    }
}
