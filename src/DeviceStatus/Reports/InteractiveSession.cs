using System.Management.Automation.Host;

namespace DeviceStatus.Reports;

/// <summary>Whether somebody sits before this session, who could look at a window.</summary>
internal static class InteractiveSession
{
    /// <summary>Hosts without a person: a remote session, and an engine inside a program such as a service.</summary>
    private static readonly string[] HostsWithoutPerson = ["ServerRemoteHost", "Default Host"];

    internal static bool IsInteractive(PSHost host) =>
        Environment.UserInteractive
        && !HostsWithoutPerson.Contains(host.Name, StringComparer.OrdinalIgnoreCase)
        && !Array.Exists(Environment.GetCommandLineArgs(), IsNonInteractive)
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))
        && HasDesktop();

    /// <summary>PowerShell takes any beginning of -NonInteractive that is not ambiguous.</summary>
    private static bool IsNonInteractive(string argument) =>
        argument.Length >= 5 && argument[0] is '-' or '/' && "NonInteractive".StartsWith(argument.TrimStart('-', '/'), StringComparison.OrdinalIgnoreCase);

    private static bool HasDesktop() =>
        !OperatingSystem.IsLinux()
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY"))
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"));
}
