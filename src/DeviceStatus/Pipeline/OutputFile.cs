namespace DeviceStatus.Pipeline;

/// <summary>Checks the path of an output file before anything is sent, with the same messages for every command.</summary>
internal static class OutputFile
{
    /// <summary>Resolves a path of PowerShell to a path of the file system, or ends the command with an error.</summary>
    /// <param name="command">The command.</param>
    /// <param name="path">The path as it was given.</param>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="example">A file name for the message.</param>
    /// <param name="errorId">The id of the error when the folder is missing.</param>
    /// <param name="folderErrorId">The id of the error when the path is a folder; by default the same.</param>
    /// <param name="noClobber">Whether an existing file is an error.</param>
    internal static string Resolve(
        PipelineCommand command,
        string path,
        string parameter,
        string example,
        string errorId = "InvalidArgument",
        string? folderErrorId = null,
        bool noClobber = false)
    {
        string file = FileSystemPath.Resolve(command, path, parameter);
        if (FileSystemPath.FolderProblem(file, parameter, example) is { } problem)
        {
            command.Fail(problem, problem is DirectoryNotFoundException ? errorId : folderErrorId ?? errorId, path);
        }

        if (noClobber && File.Exists(file))
        {
            command.Fail(new IOException($"-{parameter} '{file}' exists, and -NoClobber was given."), "InvalidArgument", path);
        }

        return file;
    }
}
