using DeviceStatus.Graph.Journal;

namespace DeviceStatus.Graph.Tests.Journal;

public sealed class JournalScopeTests
{
    private static readonly Uri Endpoint = new("https://Graph.example.com/");

    [Theory]
    [InlineData("Tenant", "https://graph.example.com/ tenant tenant")]
    [InlineData("", "https://graph.example.com/ connection contoso")]
    [InlineData(null, "https://graph.example.com/ connection contoso")]
    public void Create_identifies_the_connection_by_its_tenant_or_else_by_its_name(string? tenant, string identity)
    {
        JournalScope scope = JournalScope.Create(Endpoint, tenant, "Contoso", "v1.0");

        Assert.Equal((identity, tenant, "Contoso", "v1.0"), (scope.Identity, scope.Tenant, scope.Connection, scope.ApiVersion));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Create_without_a_version_selects_it_for_each_row(string? version) =>
        Assert.Equal(JournalHeader.AutomaticVersion, JournalScope.Create(Endpoint, null, "Contoso", version).ApiVersion);

    [Fact]
    public void Create_without_endpoint_or_name_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => JournalScope.Create(null!, null, "Contoso", null));
        Assert.Throws<ArgumentNullException>(() => JournalScope.Create(Endpoint, null, null!, null));
    }
}
