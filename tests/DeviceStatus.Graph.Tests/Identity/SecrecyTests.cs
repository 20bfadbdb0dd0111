using System.Reflection;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using Newtonsoft.Json;

namespace DeviceStatus.Graph.Tests.Identity;

public sealed class SecrecyTests
{
    private static readonly SignInOptions Options = new()
    {
        Method = SignInMethod.ClientSecret,
        TenantId = "tenant",
        ClientId = "client",
        ClientSecret = "5ecret-1",
        CertificatePassword = "5ecret-2",
        AccessToken = "5ecret-3",
        Certificate = TestCertificates.Application,
        Proxy = ProxySettings.Create(new Uri("http://proxy.example:8080"), new System.Net.NetworkCredential("pia", "5ecret-4")),
    };

    private static readonly object[] Carriers =
    [
        Options,
        new BearerToken("5ecret-5", DateTimeOffset.MaxValue),
        TokenSources.Create(Options),
        TokenSources.Create(new SignInOptions { Method = SignInMethod.AccessToken, AccessToken = "5ecret-6" }),
    ];

    [Fact]
    public void Carriers_text_serializer_and_public_getters_show_no_secret() => Assert.All(Carriers, Check);

    [Fact]
    public void PublicTypes_have_no_way_to_switch_certificate_validation_off() =>
        Assert.DoesNotContain(
            typeof(SignInOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static),
            property => property.PropertyType.IsAssignableTo(typeof(Delegate)) && property.Name != nameof(SignInOptions.OnDeviceCode)
                || property.PropertyType.IsAssignableTo(typeof(HttpMessageHandler)));

    private static void Check(object carrier)
    {
        IEnumerable<string?> getters = carrier.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetGetMethod() is not null)
            .Select(property => property.GetValue(carrier)?.ToString());
        string all = string.Join(
            '\n', [
                carrier.ToString(),
                JsonConvert.SerializeObject(carrier),
                System.Text.Json.JsonSerializer.Serialize(carrier, carrier.GetType()),
                .. getters]);

        Assert.DoesNotContain("5ecret", all, StringComparison.Ordinal);
        Assert.Empty(carrier.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance));
    }
}
