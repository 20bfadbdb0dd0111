namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>One metadata service for the class, because the identity library keeps its address for the life of the process.</summary>
public sealed class MetadataService : IAsyncLifetime
{
    internal TestAuthority Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestAuthority.StartAsync(https: false);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
