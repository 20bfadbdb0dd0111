namespace DeviceStatus.Tests.Support;

/// <summary>The folder of the repository that the tests were built in.</summary>
public static class RepositoryFolder
{
    /// <summary>The full path of the folder that has the solution file.</summary>
    public static string Root { get; } = Find();

    /// <summary>The full path of a file or folder of the repository.</summary>
    /// <param name="parts">The names of the path, from the root.</param>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DeviceStatus.sln")))
        {
            folder = folder.Parent
                ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds DeviceStatus.sln.");
        }

        return folder.FullName;
    }
}
