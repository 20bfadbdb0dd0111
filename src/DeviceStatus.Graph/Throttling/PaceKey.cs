using System.Security.Cryptography;
using System.Text;

namespace DeviceStatus.Graph.Throttling;

/// <summary>The scope in which the service counts requests: one app in one tenant, at one endpoint.</summary>
/// <param name="Endpoint">The root of Graph.</param>
/// <param name="TenantId">The tenant.</param>
/// <param name="ClientId">The app.</param>
internal readonly record struct PaceKey(Uri Endpoint, string TenantId, string ClientId)
{
    private const int HashLength = 32;

    /// <summary>The key of a connection.</summary>
    /// <returns>The key; <see langword="null"/> if the tenant or the app is not known, so that the pacer cannot be shared.</returns>
    internal static PaceKey? Of(Uri endpoint, string? tenantId, string? clientId) =>
        string.IsNullOrWhiteSpace(tenantId) || string.IsNullOrWhiteSpace(clientId)
            ? null
            : new PaceKey(endpoint, tenantId.ToLowerInvariant(), clientId.ToLowerInvariant());

    /// <summary>A file name that does not reveal the tenant or the app.</summary>
    internal string FileName() =>
        Convert.ToHexString(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{Endpoint.AbsoluteUri}\n{TenantId}\n{ClientId}")))[..HashLength].ToLowerInvariant();
}
