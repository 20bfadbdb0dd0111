using System.Management.Automation.Host;
using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Reports;

/// <summary>Determines whether a person can see a window of this session.</summary>
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
