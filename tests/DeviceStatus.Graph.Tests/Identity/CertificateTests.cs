using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;

namespace DeviceStatus.Graph.Tests.Identity;

public sealed class CertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Forms => ["object", "pfx", "pfx without password", "pem", "encrypted pem"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task FetchAsync_every_form_of_certificate_signs_the_assertion(string form)
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();

        await SignIns.OnceAsync(Options(authority, form, sendChain: false));

        TokenRequest request = Assert.Single(authority.Requests);
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", request["client_assertion_type"]);
        Assert.Equal(TestAuthority.Client, request["client_id"]);
        Assert.True(IsSignedBy(request["client_assertion"], TestCertificates.Application));
        Assert.False(request.AssertionHeader().ContainsKey("x5c"));
    }

    [Fact]
    public async Task SendCertificateChain_sends_the_chain()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();

        await SignIns.OnceAsync(Options(authority, "object", sendChain: true));

        string sent = Assert.Single(authority.Requests).AssertionHeader()["x5c"]!.ToString();
        Assert.Contains(Convert.ToBase64String(TestCertificates.Application.RawData), sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_wrong_password_missing_file_and_damaged_file_have_different_messages()
    {
        string pfx = _folder.Write("app.pfx", TestCertificates.Application.Export(X509ContentType.Pfx, TestCertificates.Password));
        string pem = _folder.Write("app.pem", EncryptedPem());

        Assert.Contains("The password of the certificate file", await FailAsync(pfx, "wrong"), StringComparison.Ordinal);
        Assert.Contains("has a password, and none was given", await FailAsync(pfx, null), StringComparison.Ordinal);
        Assert.Contains("The password of the private key", await FailAsync(pem, "wrong"), StringComparison.Ordinal);
        Assert.Contains("has a password, and none was given", await FailAsync(pem, null), StringComparison.Ordinal);
        Assert.Contains("does not exist", await FailAsync(Path.Combine(_folder.Path, "none.pfx"), null), StringComparison.Ordinal);
        Assert.Contains("cannot be read", await FailAsync(_folder.Write("rubbish.pfx", "rubbish"), null), StringComparison.Ordinal);
        Assert.Contains(
            "contains no private key",
            await FailAsync(_folder.Write("half.pem", TestCertificates.Application.ExportCertificatePem()), null),
            StringComparison.Ordinal);
    }

    public static bool IsWindows => OperatingSystem.IsWindows();

    [Fact(SkipWhen = nameof(IsWindows), Skip = "Windows has no pipes and devices in the file system.")]
    public async Task FetchAsync_certificate_path_of_a_device_or_a_pipe_is_refused_at_once()
    {
        Assert.Contains("no regular file", await FailAsync("/dev/zero", null), StringComparison.Ordinal);
        Assert.Contains(
            "no regular file", await FailAsync(Files.PrivateFileTests.MakeFifo(_folder, "app.pfx"), null), StringComparison.Ordinal);
        Assert.Contains(
            "too large", await FailAsync(_folder.Write("large.pfx", new byte[(1024 * 1024) + 1]), null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_certificate_that_cannot_sign_is_refused_with_the_reason()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 expired = TestCertificates.Make(now.AddDays(-3), now.AddDays(-2));
        using X509Certificate2 early = TestCertificates.Make(now.AddDays(2), now.AddDays(3));
        using X509Certificate2 keyless = TestCertificates.WithoutKey(TestCertificates.Application);
        using X509Certificate2 elliptic = TestCertificates.MakeElliptic();

        Assert.Contains("expired at", await FailAsync(expired), StringComparison.Ordinal);
        Assert.Contains("is not valid before", await FailAsync(early), StringComparison.Ordinal);
        Assert.Contains("has no private key", await FailAsync(keyless), StringComparison.Ordinal);
        Assert.Contains("has no RSA key", await FailAsync(elliptic), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12ab", "is not a thumbprint")]
    [InlineData("\u200e00 11 22 33 44 55 66 77 88 99 00 11 22 33 44 55 66 77 88 99", "No certificate with the thumbprint "
        + "0011223344556677889900112233445566778899")]
    public async Task FetchAsync_unknown_thumbprint_is_named_in_the_message(string thumbprint, string reason)
    {
        SignInException error = await SignIns.FailAsync(new SignInOptions
        {
            Method = SignInMethod.Certificate,
            TenantId = TestAuthority.Tenant,
            ClientId = TestAuthority.Client,
            CertificateThumbprint = thumbprint,
        });

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_thumbprint_finds_the_certificate_in_the_store() =>
        await ChildProcess.RunAsync<CertificateTests>(nameof(In_child_store_certificate), ("HOME", _folder.Path));

    [Fact(Explicit = true)]
    public async Task In_child_store_certificate()
    {
        // The store of this user is a folder below HOME, which the parent has moved away from the real one.
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser, OpenFlags.ReadWrite);
        Assert.Empty(store.Certificates);
        store.Add(TestCertificates.Application);
        await using TestAuthority authority = await TestAuthority.StartAsync();

        await SignIns.OnceAsync(new SignInOptions
        {
            Method = SignInMethod.Certificate,
            TenantId = TestAuthority.Tenant,
            ClientId = TestAuthority.Client,
            CertificateThumbprint = TestCertificates.Application.Thumbprint.ToLowerInvariant(),
            Authority = authority.Address,
            TrustForTests = authority.Trust,
        });

        Assert.True(IsSignedBy(Assert.Single(authority.Requests)["client_assertion"], TestCertificates.Application));
    }

    [Fact]
    public void Create_without_exactly_one_certificate_is_refused()
    {
        SignInException none = Assert.Throws<SignInException>(() => TokenSources.Create(new SignInOptions
        {
            Method = SignInMethod.Certificate,
            TenantId = "t",
            ClientId = "c",
        }));

        Assert.Contains("exactly one of certificate, thumbprint and path", none.Message, StringComparison.Ordinal);
        Assert.Throws<SignInException>(() => TokenSources.Create(new SignInOptions
        {
            Method = SignInMethod.Certificate,
            TenantId = "t",
            ClientId = "c",
            CertificatePath = "a",
            CertificateThumbprint = "b",
        }));
    }

    private static bool IsSignedBy(string assertion, X509Certificate2 certificate)
    {
        int dot = assertion.LastIndexOf('.');
        string signature = assertion[(dot + 1)..].Replace('-', '+').Replace('_', '/');
        byte[] bytes = Convert.FromBase64String(signature.PadRight((signature.Length + 3) / 4 * 4, '='));
        using RSA key = certificate.GetRSAPublicKey()!;
        return key.VerifyData(Encoding.ASCII.GetBytes(assertion[..dot]), bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    }

    private static string EncryptedPem()
    {
        using RSA key = TestCertificates.Application.GetRSAPrivateKey()!;
        var how = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        return TestCertificates.Application.ExportCertificatePem()
            + "\n"
            + key.ExportEncryptedPkcs8PrivateKeyPem(TestCertificates.Password, how);
    }

    private static async Task<string> FailAsync(X509Certificate2 certificate) => (await SignIns.FailAsync(new SignInOptions
    {
        Method = SignInMethod.Certificate,
        TenantId = TestAuthority.Tenant,
        ClientId = TestAuthority.Client,
        Certificate = certificate,
    })).Message;

    private static async Task<string> FailAsync(string path, string? password) => (await SignIns.FailAsync(new SignInOptions
    {
        Method = SignInMethod.Certificate,
        TenantId = TestAuthority.Tenant,
        ClientId = TestAuthority.Client,
        CertificatePath = path,
        CertificatePassword = password,
    })).Message;

    private SignInOptions Options(TestAuthority authority, string form, bool sendChain)
    {
        X509Certificate2 certificate = TestCertificates.Application;
        using RSA key = certificate.GetRSAPrivateKey()!;
        string? path = form switch
        {
            "pfx" => _folder.Write("app.pfx", certificate.Export(X509ContentType.Pfx, TestCertificates.Password)),
            "pfx without password" => _folder.Write("app.pfx", certificate.Export(X509ContentType.Pfx)),
            "pem" => _folder.Write("app.pem", key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem()),
            "encrypted pem" => _folder.Write("app.pem", EncryptedPem()),
            _ => null,
        };
        return new SignInOptions
        {
            Method = SignInMethod.Certificate,
            TenantId = TestAuthority.Tenant,
            ClientId = TestAuthority.Client,
            Certificate = path is null ? certificate : null,
            CertificatePath = path,
            CertificatePassword = form is "pfx" or "encrypted pem" ? TestCertificates.Password : null,
            SendCertificateChain = sendChain,
            Authority = authority.Address,
            TrustForTests = authority.Trust,
        };
    }
}
