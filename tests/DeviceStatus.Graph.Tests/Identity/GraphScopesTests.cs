using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Tests.Identity;

public sealed class GraphScopesTests
{
    [Fact]
    public void Resolve_without_permissions_returns_the_least_for_reading() => Assert.Equal(
        ["https://graph.microsoft.us/DeviceManagementConfiguration.Read.All", "https://graph.microsoft.us/DeviceManagementApps.Read.All"],
        GraphScopes.Resolve(GraphCloud.USGov, [" "]));

    [Fact]
    public void Resolve_short_and_full_names_are_equal_and_openid_scopes_are_left_out() => Assert.Equal(
        ["https://graph.microsoft.com/A.ReadWrite.All", "https://graph.microsoft.com/.default"],
        GraphScopes.Resolve(
            GraphCloud.Global, ["A.ReadWrite.All", "https://graph.microsoft.com/a.readwrite.all", "openid", "Offline_Access", ".default"]));

    [Theory]
    [InlineData("https://graph.microsoft.us/A.Read")]
    [InlineData("https://graph.microsoft.com.evil.example/A.Read")]
    [InlineData("https://management.azure.com/.default")]
    [InlineData("api://x/y")]
    [InlineData("A.Read B.Read")]
    [InlineData("https://graph.microsoft.com/")]
    [InlineData("https://graph.microsoft.com/A/../B")]
    public void Resolve_permission_of_another_api_is_refused(string scope)
    {
        SignInException error = Assert.Throws<SignInException>(() => GraphScopes.Resolve(GraphCloud.Global, [scope]));

        Assert.Contains(scope, error.Message, StringComparison.Ordinal);
    }
}
