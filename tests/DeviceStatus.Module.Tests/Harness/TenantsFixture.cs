using System.Globalization;
using System.Text;

namespace DeviceStatus.Module.Tests.Harness;

/// <summary>Four servers, each a tenant of its own, and a session that is connected to all of them by one pipeline.</summary>
public sealed class TenantsFixture : IDisposable
{
    /// <summary>The names of the connections.</summary>
    public static readonly IReadOnlyList<string> Names = ["Adatum", "Contoso", "Fabrikam", "Wingtip"];

    /// <summary>Starts the servers.</summary>
    public TenantsFixture()
    {
        Servers = [.. Names.AsParallel().AsOrdered().Select(_ => GraphServer.Start("--empty"))];
        Session.SetVariable("servers", Servers.ToArray());
        Session.SetVariable("names", Names.ToArray());
        Session.SetVariable(
            "tokens", Enumerable.Range(0, Names.Count).Select(number => PowerShellSession.Secret(Token(TenantId(number)))).ToArray());
    }

    /// <summary>The servers, in the order of the names.</summary>
    public IReadOnlyList<GraphServer> Servers { get; }

    /// <summary>The session.</summary>
    public PowerShellSession Session { get; } = new();

    /// <summary>The id of a tenant.</summary>
    /// <param name="number">Its place among the names.</param>
    /// <returns>The id.</returns>
    public static string TenantId(int number) => string.Create(CultureInfo.InvariantCulture, $"7e000000-0000-4000-8000-{number + 1:x12}");

    /// <summary>Restores the first state, with a connection to each server.</summary>
    public void Reset()
    {
        foreach (GraphServer server in Servers)
        {
            server.Reset();
        }

        Session.Host.Screen.Clear();
        Connect(0, 1, 2, 3);
    }

    /// <summary>Ends every connection and connects again.</summary>
    /// <param name="tenants">The tenant of each name, in the order of the names.</param>
    public void Connect(params int[] tenants)
    {
        Session.SetVariable("order", tenants);
        Session.Invoke(
            """
            Get-DeviceStatusConnection | Disconnect-DeviceStatus
            foreach ($i in 0..($order.Count - 1)) {
                $null = Connect-DeviceStatus -Name $names[$i] -GraphEndpoint $servers[$order[$i]].Url -AccessToken $tokens[$order[$i]]
            }
            """).Succeeded();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Session.Invoke("Get-DeviceStatusConnection | Disconnect-DeviceStatus");
        Session.Dispose();
        foreach (GraphServer server in Servers)
        {
            server.Dispose();
        }
    }

    /// <summary>A token that says its tenant, as those of the service do.</summary>
    private static string Token(string tenantId) => $"{Part("""{"alg":"none"}""")}.{Part($$"""{"tid":"{{tenantId}}"}""")}.c2lnbmF0dXJl";

    private static string Part(string json) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
