namespace DeviceStatus.Pipeline;

/// <summary>Checks the path of an input file, with the same messages for every command.</summary>
internal static class InputFile
{
    /// <summary>Resolves a path of PowerShell to the path of an existing file, or ends the command with an error.</summary>
    /// <param name="command">The command.</param>
    /// <param name="path">The path as it was given.</param>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="example">A file name for the message.</param>
    /// <param name="errorId">The id of the error.</param>
    internal static string Resolve(PipelineCommand command, string path, string parameter, string example, string errorId)
    {
        string file = FileSystemPath.Resolve(command, path, parameter);
        if (FileSystemPath.FolderProblem(file, parameter, example) is { } problem)
        {
            command.Fail(problem, errorId, path);
        }

        if (!File.Exists(file))
        {
            command.Fail(new FileNotFoundException($"-{parameter} '{file}': the file does not exist."), errorId, path);
        }

        return file;
    }
}
