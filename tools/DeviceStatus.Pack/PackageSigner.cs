using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NuGet.Packaging.Signing;
using HashAlgorithmName = NuGet.Common.HashAlgorithmName;

namespace DeviceStatus.Pack;

/// <summary>Adds an author signature to a package.</summary>
internal static class PackageSigner
{
    /// <summary>Writes a signed copy of a package. The package itself is not changed, because a signature differs each time.</summary>
    /// <param name="package">The path of the package.</param>
    /// <param name="certificatePath">The path of a PKCS #12 file with a code-signing certificate and its private key.</param>
    /// <param name="password">The password of that file, or null if it has none.</param>
    /// <param name="timestampServer">The RFC 3161 server that dates the signature, or null for a signature that ends with the
    /// certificate.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The path of the signed copy: the folder <c>signed</c> beside the package.</returns>
    /// <exception cref="PackException">The certificate cannot be read or cannot sign packages.</exception>
    internal static async Task<string> SignAsync(
        string package,
        string certificatePath,
        string? password,
        Uri? timestampServer,
        CancellationToken cancellationToken)
    {
        using X509Certificate2 certificate = Load(certificatePath, password);
        string folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(package))!, "signed");
        string target = Path.Combine(Directory.CreateDirectory(folder).FullName, Path.GetFileName(package));
        string source = Path.GetFullPath(package);
        var log = new SigningLog();
        try
        {
            using var request = new AuthorSignPackageRequest(certificate, HashAlgorithmName.SHA256);
            using SigningOptions options = SigningOptions.CreateFromFilePaths(
                source,
                target,
                overwrite: true,
                new X509SignatureProvider(timestampServer is null ? null : new Rfc3161TimestampProvider(timestampServer)),
                log);
            await SigningUtility.SignAsync(options, request, cancellationToken);
            return target;
        }
        catch (Exception exception) when (exception is SignatureException or HttpRequestException)
        {
            string cause = string.Join(' ', log.Messages.Append(exception.Message));
            throw new PackException($"The package was not signed with '{certificatePath}': {cause}");
        }
    }

    private static X509Certificate2 Load(string path, string? password)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509CertificateLoader.LoadPkcs12FromFile(path, password);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new PackException(
                $"The certificate '{path}' cannot be read: {exception.Message} Its password is taken from DEVICESTATUS_SIGN_PASSWORD.");
        }

        if (!certificate.HasPrivateKey)
        {
            certificate.Dispose();
            throw new PackException($"The certificate '{path}' has no private key. Export it with the key.");
        }

        return certificate;
    }
}
