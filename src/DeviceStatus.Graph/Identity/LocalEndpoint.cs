using System.Net;

namespace DeviceStatus.Graph.Identity;

/// <summary>Recognizes the addresses at which Azure offers managed identities: loopback and link-local.</summary>
internal static class LocalEndpoint
{
    /// <summary>Whether an address cannot leave this machine and its link.</summary>
    internal static bool IsLocal(Uri address) =>
        address.Scheme is "http" or "https" && address.UserInfo.Length == 0
        && (address.IsLoopback || (IPAddress.TryParse(address.IdnHost, out IPAddress? ip) && IsLinkLocal(ip)));

    private static bool IsLinkLocal(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.IsIPv6LinkLocal
            || (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..]);
    }
}
