using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.IntuneReports;

namespace DeviceStatus;

/// <summary>A connection, as Connect-DeviceStatus returns it. Holds no secret that can be printed.</summary>
public sealed class Connection
{
    private readonly string _ownScope = Guid.NewGuid().ToString();

    internal Connection(string? name, string kind, GraphClient client, string authType)
    {
        IsNamed = name is not null;
        Name = name ?? kind;
        Client = client;
        AuthType = authType;
        GraphEndpoint = client.Root;
    }

    /// <summary>The name by which -Connection finds it.</summary>
    public string Name { get; internal set; }

    /// <summary>Whether the commands of this runspace use it when they are given no -Connection.</summary>
    public bool IsDefault => DefaultCheck?.Invoke() ?? false;

    /// <summary>
    /// How it signs in: Interactive, DeviceCode, ClientSecret, Certificate, ManagedIdentity, WorkloadIdentity, EnvironmentVariable,
    /// AzureLogin, AccessToken or Sandbox.
    /// </summary>
    public string AuthType { get; }

    /// <summary>The cloud: Global, USGov, USGovDoD or China; Custom for an endpoint of its own.</summary>
    public string Environment { get; internal init; } = "Global";

    /// <summary>The root of Graph, without version.</summary>
    public Uri GraphEndpoint { get; }

    /// <summary>The person or application that is signed in, where the token says so.</summary>
    public string? Account { get; internal init; }

    /// <summary>The tenant, as the token says it, else as it was given.</summary>
    public string? TenantId { get; internal init; }

    /// <summary>The application, as the token says it, else as it was given.</summary>
    public string? ClientId { get; internal init; }

    /// <summary>The permissions that the token holds, else those that were asked for.</summary>
    public string[] Scopes { get; internal init; } = [];

    /// <summary>The version that every request uses; empty when it is chosen for each.</summary>
    public string? ApiVersion { get; internal init; }

    /// <summary>Writes in 20 seconds; 0 = no pacing.</summary>
    public int WriteLimit => Client.Pacer.WriteLimit;

    /// <summary>The file that holds the state of a sandbox, where there is one.</summary>
    public string? SandboxPath { get; internal init; }

    /// <summary>What the sandbox saw of its client so far; empty for other connections.</summary>
    public SandboxUsage? SandboxUsage => ReadSandboxUsage?.Invoke();

    /// <summary>When the connection was made.</summary>
    public DateTimeOffset ConnectedOn { get; internal init; } = DateTimeOffset.Now;

    /// <summary>The engine's side of the connection; internal, so that neither Format-List nor a serializer walks into it.</summary>
    internal GraphClient Client { get; }

    /// <summary>Set by the list of open connections, which knows the default.</summary>
    internal Func<bool>? DefaultCheck { get; set; }

    /// <summary>How export jobs are polled over this connection.</summary>
    internal ExportJobOptions ReportOptions { get; init; } = new();

    /// <summary>
    /// Within this scope, an export job that was not read to its end is continued. A connection whose tenant is not known shares its jobs
    /// with no other.
    /// </summary>
    internal string ReportScope => TenantId is null ? _ownScope : string.Join('\n', GraphEndpoint, TenantId, ClientId, Account);

    /// <summary>Whether the user named it; another name is made unique.</summary>
    internal bool IsNamed { get; }

    /// <summary>Reads the figures of a sandbox.</summary>
    internal Func<SandboxUsage>? ReadSandboxUsage { get; init; }

    /// <summary>What else ends with the connection.</summary>
    internal IAsyncDisposable? Companion { get; init; }

    /// <summary>Whether Disconnect-DeviceStatus has ended it.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    internal async Task CloseAsync()
    {
        IsClosed = true;
        Client.Dispose();
        if (Companion is not null)
        {
            await Companion.DisposeAsync().ConfigureAwait(false);
        }
    }
}
