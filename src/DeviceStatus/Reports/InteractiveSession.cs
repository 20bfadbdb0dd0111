using System.Management.Automation.Host;
using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Reports;

/// <summary>Whether somebody sits before this session, who could look at a window.</summary>
internal static class InteractiveSession
{
    internal static bool IsInteractive(PSHost host) =>
        SessionFacts.Of(host.Name) is
        {
            IsUserInteractive: true,
            IsHostWithoutPerson: false,
            IsNonInteractive: false,
            IsContinuousIntegration: false,
            HasDesktop: true,
        };
}
