namespace DeviceStatus.Graph.Identity;

/// <summary>The properties of a session that decide whether a person can see a window or a prompt in it.</summary>
internal sealed record SessionFacts
{
    /// <summary>Hosts without a person: a remote session, and an engine in a program such as a service.</summary>
    private static readonly string[] HostsWithoutPerson = ["ServerRemoteHost", "Default Host"];

    /// <summary>The name of the host.</summary>
    internal required string HostName { get; init; }

    /// <summary>Whether the process may show windows; a service of Windows may not.</summary>
    internal bool IsUserInteractive { get; init; } = true;

    /// <summary>Whether PowerShell was started with -NonInteractive.</summary>
    internal bool IsNonInteractive { get; init; }

    /// <summary>Whether the input of the process is redirected or closed.</summary>
    internal bool IsInputRedirected { get; init; }

    /// <summary>Whether this is a job of continuous integration.</summary>
    internal bool IsContinuousIntegration { get; init; }

    /// <summary>Whether there is a desktop to show a window on.</summary>
    internal bool HasDesktop { get; init; } = true;

    /// <summary>Whether the host is one without a person.</summary>
    internal bool IsHostWithoutPerson => HostsWithoutPerson.Contains(HostName, StringComparer.OrdinalIgnoreCase);

    /// <summary>The facts of this process.</summary>
    /// <param name="hostName">The name of the host that the engine of PowerShell runs in.</param>
    internal static SessionFacts Of(string hostName) => new()
    {
        HostName = hostName,
        IsUserInteractive = Environment.UserInteractive,
        IsNonInteractive = Array.Exists(Environment.GetCommandLineArgs(), IsNonInteractiveSwitch),
        IsInputRedirected = Console.IsInputRedirected,
        IsContinuousIntegration = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")),
        HasDesktop = !OperatingSystem.IsLinux()
            || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY"))
            || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY")),
    };

    /// <summary>PowerShell accepts any unambiguous prefix of -NonInteractive.</summary>
    private static bool IsNonInteractiveSwitch(string argument) =>
        argument.Length >= 5 && argument[0] is '-' or '/'
            && "NonInteractive".StartsWith(argument.TrimStart('-', '/'), StringComparison.OrdinalIgnoreCase);
}
