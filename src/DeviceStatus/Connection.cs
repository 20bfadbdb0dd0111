using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.IntuneReports;

namespace DeviceStatus;

/// <summary>A connection of Connect-DeviceStatus. It contains no secret that can be displayed.</summary>
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

    /// <summary>The name of the connection.</summary>
    public string Name { get; internal set; }

    /// <summary>Whether commands of this runspace without -Connection use it.</summary>
    public bool IsDefault => DefaultCheck?.Invoke() ?? false;

    /// <summary>
    /// The sign-in method: Interactive, DeviceCode, ClientSecret, Certificate, ManagedIdentity, WorkloadIdentity, EnvironmentVariable,
    /// AzureLogin, AccessToken or Sandbox.
    /// </summary>
    public string AuthType { get; }

    /// <summary>The cloud: Global, USGov, USGovDoD or China; Custom for another endpoint.</summary>
    public string Environment { get; internal init; } = "Global";

    /// <summary>The root of Graph, without version.</summary>
    public Uri GraphEndpoint { get; }

    /// <summary>The person or application that is signed in, if the token names it.</summary>
    public string? Account { get; internal init; }

    /// <summary>The tenant of the token, or the given one.</summary>
    public string? TenantId { get; internal init; }

    /// <summary>The application of the token, or the given one.</summary>
    public string? ClientId { get; internal init; }

    /// <summary>The permissions of the token, or the requested ones.</summary>
    public string[] Scopes { get; internal init; } = [];

    /// <summary>The version that every request uses; empty when it is selected for each request.</summary>
    public string? ApiVersion { get; internal init; }

    /// <summary>The number of writes in 20 seconds; 0 means no pacing.</summary>
    public int WriteLimit => Client.Pacer.WriteLimit;

    /// <summary>The file with the state of a sandbox, if there is one.</summary>
    public string? SandboxPath { get; internal init; }

    /// <summary>The figures of the sandbox; empty for other connections.</summary>
    public SandboxUsage? SandboxUsage => ReadSandboxUsage?.Invoke();

    /// <summary>When the connection was created.</summary>
    public DateTimeOffset ConnectedOn { get; internal init; } = DateTimeOffset.Now;

    /// <summary>The client of the engine. Internal, so that Format-List and serializers do not show it.</summary>
    internal GraphClient Client { get; }

    /// <summary>Set by the store of open connections, which determines the default.</summary>
    internal Func<bool>? DefaultCheck { get; set; }

    /// <summary>The options of export jobs over this connection.</summary>
    internal ExportJobOptions ReportOptions { get; init; } = new();

    /// <summary>
    /// The scope in which unfinished export jobs are continued. A connection whose tenant is not known does not share its jobs.
    /// </summary>
    internal string ReportScope => TenantId is null ? _ownScope : string.Join('\n', GraphEndpoint, TenantId, ClientId, Account);

    /// <summary>Whether the user gave the name; a generated name is made unique.</summary>
    internal bool IsNamed { get; }

    /// <summary>Reads the figures of a sandbox.</summary>
    internal Func<SandboxUsage>? ReadSandboxUsage { get; init; }

    /// <summary>An object to dispose with the connection.</summary>
    internal IAsyncDisposable? OwnedResource { get; init; }

    /// <summary>Whether Disconnect-DeviceStatus has ended it.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    internal async Task CloseAsync()
    {
        IsClosed = true;
        Client.Dispose();
        if (OwnedResource is not null)
        {
            await OwnedResource.DisposeAsync().ConfigureAwait(false);
        }
    }
}
