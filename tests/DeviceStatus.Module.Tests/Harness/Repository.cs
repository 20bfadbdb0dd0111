namespace DeviceStatus.Module.Tests.Harness;

/// <summary>The paths of the repository that the tests read.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the manifest of the module.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>The module as built.</summary>
    internal static string Module { get; } = System.IO.Path.Combine(Root, "out", "DeviceStatus");

    /// <summary>The path of a built program of this repository.</summary>
    internal static string Program(string name) => System.IO.Path.Combine(Root, "out", "artifacts", "bin", name, "release", name + ".dll");

    /// <summary>A path below the root.</summary>
    internal static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "DeviceStatus.psd1"))
                && Directory.Exists(System.IO.Path.Combine(folder.FullName, "tests")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The repository was not found above " + AppContext.BaseDirectory);
    }
}
