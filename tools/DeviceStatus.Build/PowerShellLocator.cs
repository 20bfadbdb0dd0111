namespace DeviceStatus.Build;

/// <summary>Finds PowerShell 7 on the PATH.</summary>
internal static class PowerShellLocator
{
    /// <summary>The path of <c>pwsh</c>, or null if there is none.</summary>
    internal static string? Find()
    {
        string name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }
}
