using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Throttling;

public sealed class PaceKeyTests
{
    private static readonly Uri Endpoint = new("https://graph.example/");

    [Theory]
    [InlineData(null, "app")]
    [InlineData("", "app")]
    [InlineData(" ", "app")]
    [InlineData("tenant", null)]
    [InlineData("tenant", "")]
    [InlineData("tenant", " ")]
    [InlineData(null, null)]
    public void Of_without_a_tenant_or_an_app_is_nothing_to_share(string? tenant, string? app) =>
        Assert.Null(PaceKey.Of(Endpoint, tenant, app));

    [Fact]
    public void Of_ignores_the_case_of_tenant_and_app()
    {
        PaceKey? key = PaceKey.Of(Endpoint, "Tenant", "App");

        Assert.NotNull(key);
        Assert.Equal(key, PaceKey.Of(Endpoint, "tenant", "APP"));
        Assert.Equal(key.Value.FileName(), PaceKey.Of(Endpoint, "TENANT", "app")!.Value.FileName());
    }

    [Fact]
    public void FileName_differs_by_endpoint_tenant_and_app()
    {
        PaceKey key = new(Endpoint, "tenant", "app");
        string[] names =
        [
            key.FileName(),
            (key with { Endpoint = new Uri("https://graph.example/other") }).FileName(),
            (key with { TenantId = "other" }).FileName(),
            (key with { ClientId = "other" }).FileName(),
            new PaceKey(Endpoint, "app", "tenant").FileName(),
        ];

        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[0-9a-f]{32}$", name));
    }
}
