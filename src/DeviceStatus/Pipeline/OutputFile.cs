using System.Management.Automation;

namespace DeviceStatus.Pipeline;

/// <summary>Checks the path of a file that a command is to write, before anything is sent.</summary>
internal static class OutputFile
{
    /// <summary>Resolves a path of PowerShell to a path of the file system, or ends the command with an error.</summary>
    /// <param name="command">The command.</param>
    /// <param name="path">The path as it was given.</param>
    /// <param name="example">A file name for the message.</param>
    /// <param name="noClobber">Whether an existing file is an error.</param>
    internal static string Resolve(PipelineCommand command, string path, string example, bool noClobber = false)
    {
        string file = command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        if (provider.Name != "FileSystem")
        {
            command.Fail(new ArgumentException($"-Path '{path}' is not a file: it belongs to the provider {provider.Name}."), "InvalidArgument", path);
        }

        if (Directory.Exists(file))
        {
            command.Fail(new IOException($"-Path '{file}' is a folder; name a file, such as {example}."), "InvalidArgument", path);
        }

        if (!Directory.Exists(System.IO.Path.GetDirectoryName(file)))
        {
            command.Fail(new IOException($"-Path '{file}': the folder does not exist. Create it first."), "InvalidArgument", path);
        }

        if (noClobber && File.Exists(file))
        {
            command.Fail(new IOException($"'{file}' exists, and -NoClobber was given."), "InvalidArgument", path);
        }

        return file;
    }
}
