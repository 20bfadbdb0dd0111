using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;

namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>Sign-ins against a server of the test.</summary>
internal static class SignIns
{
    internal const string Secret = "s3cret~value/of+the=app";

    internal static SignInOptions ByClientSecret(TestAuthority authority, GraphCloud? cloud = null) => new()
    {
        Method = SignInMethod.ClientSecret,
        Cloud = cloud ?? GraphCloud.Global,
        TenantId = TestAuthority.Tenant,
        ClientId = TestAuthority.Client,
        ClientSecret = Secret,
        Authority = authority.Address,
        TrustForTests = authority.Trust,
    };

    /// <summary>Signs in once and gives the token away.</summary>
    internal static async Task<BearerToken> OnceAsync(SignInOptions options, CancellationToken? cancellationToken = null)
    {
        ITokenSource source = TokenSources.Create(options);
        using (source as IDisposable)
        {
            return await source.GetTokenAsync(null, cancellationToken ?? TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Signs in, which must fail, and checks that no secret is in what was said.</summary>
    internal static async Task<SignInException> FailAsync(SignInOptions options)
    {
        SignInException error = await Assert.ThrowsAsync<SignInException>(() => OnceAsync(options));
        Assert.Null(error.InnerException);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(TestCertificates.Password, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        return error;
    }
}
