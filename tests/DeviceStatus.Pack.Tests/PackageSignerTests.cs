using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NuGet.Packaging;
using NuGet.Packaging.Signing;

namespace DeviceStatus.Pack.Tests;

public sealed class PackageSignerTests : IDisposable
{
    private const string Password = "a password of a test";
    private static readonly DateTimeOffset Yesterday = DateTimeOffset.UtcNow.AddDays(-1);

    private readonly string _folder = Directory.CreateTempSubdirectory("pack-").FullName;

    [Fact]
    public async Task SignAsync_test_certificate_gives_a_copy_with_its_signature()
    {
        using X509Certificate2 certificate = Certificate("1.3.6.1.5.5.7.3.3");
        string package = WritePackage();
        byte[] before = File.ReadAllBytes(package);

        string signed = await PackageSigner.SignAsync(package, Save(certificate), Password, null, TestContext.Current.CancellationToken);

        using var reader = new PackageArchiveReader(signed);
        PrimarySignature? signature = await reader.GetPrimarySignatureAsync(TestContext.Current.CancellationToken);
        Assert.Equal(certificate.Thumbprint, signature!.SignerInfo.Certificate!.Thumbprint);
        Assert.Equal(SignatureType.Author, signature.Type);
        await reader.ValidateIntegrityAsync(signature.SignatureContent, TestContext.Current.CancellationToken);
        Assert.Equal(before, File.ReadAllBytes(package));
    }

    [Fact]
    public async Task SignAsync_certificate_for_another_purpose_is_refused()
    {
        using X509Certificate2 certificate = Certificate("1.3.6.1.5.5.7.3.1");
        string package = WritePackage();

        PackException exception = await Assert.ThrowsAsync<PackException>(
            () => PackageSigner.SignAsync(package, Save(certificate), Password, null, TestContext.Current.CancellationToken));

        Assert.Contains("was not signed", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignAsync_wrong_password_names_the_variable()
    {
        using X509Certificate2 certificate = Certificate("1.3.6.1.5.5.7.3.3");
        string package = WritePackage();

        PackException exception = await Assert.ThrowsAsync<PackException>(
            () => PackageSigner.SignAsync(package, Save(certificate), "wrong", null, TestContext.Current.CancellationToken));

        Assert.Contains("DEVICESTATUS_SIGN_PASSWORD", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignAsync_time_stamp_server_that_cannot_be_reached_is_one_clear_error()
    {
        using X509Certificate2 certificate = Certificate("1.3.6.1.5.5.7.3.3");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        listener.Stop();

        PackException exception = await Assert.ThrowsAsync<PackException>(() => PackageSigner.SignAsync(
            WritePackage(), Save(certificate), Password, server, TestContext.Current.CancellationToken));

        Assert.Contains("was not signed", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static X509Certificate2 Certificate(string purpose)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Test of the package", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        return request.CreateSelfSigned(Yesterday, Yesterday.AddDays(30));
    }

    private string WritePackage()
    {
        using var module = new SampleModule();
        string path = Path.Combine(_folder, "Sample.0.1.0.nupkg");
        File.WriteAllBytes(path, module.Pack()[".nupkg"]);
        return path;
    }

    private string Save(X509Certificate2 certificate)
    {
        string path = Path.Combine(_folder, "certificate.pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, Password));
        return path;
    }
}
