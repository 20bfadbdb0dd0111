using DeviceStatus.Tests.Support;

namespace DeviceStatus.Module.Tests.Harness;

/// <summary>The paths of the repository that the tests read.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the manifest of the module.</summary>
    internal static string Root { get; } = RepositoryFolder.Root;

    /// <summary>The module as built.</summary>
    internal static string Module { get; } = RepositoryFolder.PathOf("out", "DeviceStatus");

    /// <summary>The path of a built program of this repository.</summary>
    internal static string Program(string name) => RepositoryFolder.PathOf("out", "artifacts", "bin", name, "release", name + ".dll");

    /// <summary>A path below the root.</summary>
    internal static string Path(params string[] parts) => RepositoryFolder.PathOf(parts);
}
