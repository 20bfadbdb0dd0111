namespace DeviceStatus.Module.Tests.Harness;

/// <summary>One server and one session for all tests; each test begins with a reset server and a new connection.</summary>
public sealed class ModuleFixture : IDisposable
{
    /// <summary>The name of the connection that every test begins with.</summary>
    public const string ConnectionName = "Test";

    /// <summary>The server.</summary>
    public GraphServer Server { get; } = GraphServer.Start();

    /// <summary>The session.</summary>
    public PowerShellSession Session { get; } = new();

    /// <summary>Restores the first state.</summary>
    public void Reset()
    {
        Server.Reset();
        Session.Host.Screen.Clear();

        // A test before may have given the variable another value.
        Session.SetVariable("token", PowerShellSession.Secret(PowerShellSession.Token));
        Session.Invoke(
            """
            Get-DeviceStatusConnection | Disconnect-DeviceStatus
            $null = Connect-DeviceStatus -Name $args[0] -GraphEndpoint $args[1] -AccessToken $token
            """,
            ConnectionName,
            Server.Url).Succeeded();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Session.Invoke("Get-DeviceStatusConnection | Disconnect-DeviceStatus");
        Session.Dispose();
        Server.Dispose();
    }
}
