using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>Certificates of the tests' own. RSA keys take long to make, so there is one for all.</summary>
internal static class TestCertificates
{
    internal const string Password = "p4ss-w0rd of the file";

    private static readonly Lazy<RSA> SharedKey = new(() => RSA.Create(2048));
    private static readonly Lazy<X509Certificate2> Shared = new(() => Make());

    internal static X509Certificate2 Application => Shared.Value;

    internal static X509Certificate2 Make(DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var request = new CertificateRequest("CN=DeviceStatus test", SharedKey.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(from ?? now.AddDays(-1), to ?? now.AddDays(1));
    }

    internal static X509Certificate2 MakeServer()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return new X509Certificate2(made.Export(X509ContentType.Pfx));
    }

    internal static X509Certificate2 MakeElliptic()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=DeviceStatus elliptic", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    internal static X509Certificate2 WithoutKey(
        X509Certificate2 certificate) => X509Certificate2.CreateFromPem(certificate.ExportCertificatePem());
}
