using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DeviceStatus.Graph.Files;

namespace DeviceStatus.Graph.Identity;

/// <summary>Loads the certificate of an application and checks that it can sign in.</summary>
internal static class CertificateLoader
{
    private const int ThumbprintLength = 40;
    private const int WrongPassword = 0x56;
    private const int MaxFileLength = 1024 * 1024;

    /// <summary>Loads a certificate by its thumbprint or path.</summary>
    /// <exception cref="SignInException">It cannot be found or read.</exception>
    internal static async Task<X509Certificate2> LoadAsync(SignInOptions options, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(options.CertificateThumbprint)
            ? await FromFileAsync(options.CertificatePath!, options.CertificatePassword, cancellationToken).ConfigureAwait(false)
            : FromStore(options.CertificateThumbprint);

    /// <summary>Checks that a certificate can be used to sign in.</summary>
    /// <exception cref="SignInException">It cannot: no private key, no RSA key, or not valid now.</exception>
    internal static void Check(X509Certificate2 certificate, DateTimeOffset now)
    {
        string name = $"The certificate {certificate.Thumbprint} ({certificate.Subject})";
        if (!certificate.HasPrivateKey)
        {
            throw new SignInException($"{name} has no private key: use a certificate with its private key, such as a PFX file.");
        }

        // The public key alone shows the kind. The private key may be in hardware and is not accessed.
        using RSA? key = certificate.GetRSAPublicKey();
        if (key is null)
        {
            throw new SignInException($"{name} has no RSA key, which the identity platform requires.");
        }

        if (now >= certificate.NotAfter)
        {
            throw new SignInException($"{name} expired at {Utc(certificate.NotAfter)}: register and use a new one.");
        }

        if (now < certificate.NotBefore)
        {
            throw new SignInException($"{name} is not valid before {Utc(certificate.NotBefore)}: check the clock of this machine.");
        }
    }

    /// <summary>Checks that a file can hold a certificate, before a library opens it.</summary>
    /// <exception cref="SignInException">It does not exist, is empty, or is a pipe or a device.</exception>
    internal static void CheckFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new SignInException($"The certificate file '{path}' does not exist.");
        }

        if (!RegularFile.HasContent(path))
        {
            throw new SignInException($"The certificate file '{path}' is empty, or is no regular file.");
        }
    }

    private static X509Certificate2 FromStore(string text)
    {
        // A thumbprint copied from a certificate dialog contains spaces and begins with an invisible mark.
        string thumbprint = string.Concat(text.Where(char.IsAsciiHexDigit)).ToUpperInvariant();
        if (thumbprint.Length != ThumbprintLength)
        {
            throw new SignInException($"'{text}' is not a thumbprint: it has {ThumbprintLength} hexadecimal digits.");
        }

        foreach (StoreLocation location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            try
            {
                using var store = new X509Store(StoreName.My, location);
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
                X509Certificate2Collection found = store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false);
                if (found.OrderByDescending(each => each.HasPrivateKey).FirstOrDefault() is { } certificate)
                {
                    return certificate;
                }
            }
            catch (CryptographicException)
            {
                // The store does not exist, such as that of the machine on Linux.
            }
        }

        throw new SignInException($"No certificate with the thumbprint {thumbprint} is in the store My of the current user or of "
            + "the machine.");
    }

    private static async Task<X509Certificate2> FromFileAsync(string path, string? password, CancellationToken cancellationToken)
    {
        byte[] bytes = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
        try
        {
            return bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0 ? FromPem(path, bytes, password) : FromPfx(bytes, password);
        }
        catch (CryptographicException exception) when ((exception.HResult & 0xFFFF) == WrongPassword)
        {
            throw new SignInException(password is null
                ? $"The certificate file '{path}' has a password, and none was given."
                : $"The password of the certificate file '{path}' is wrong.");
        }
        catch (CryptographicException)
        {
            throw new SignInException($"The certificate file '{path}' cannot be read: it must be a PFX file, or a PEM file with "
                + "certificate and private key.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            CheckFile(path);
            return await RegularFile.ReadAsync(path, MaxFileLength, cancellationToken).ConfigureAwait(false)
                ?? throw new SignInException($"The file '{path}' is too large for a certificate.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            throw new SignInException($"The certificate file '{path}' cannot be opened: {exception.Message}");
        }
    }

    // An ephemeral key is not stored on the disk; macOS does not support one.
    private static X509Certificate2 FromPfx(byte[] bytes, string? password) =>
        new(bytes, password, OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet);

    private static X509Certificate2 FromPem(string path, byte[] bytes, string? password)
    {
        string text = Encoding.UTF8.GetString(bytes);
        bool encrypted = text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        if (!encrypted && !text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new SignInException($"The certificate file '{path}' contains no private key: put the certificate and its key into "
                + "one PEM file.");
        }

        if (!encrypted)
        {
            return X509Certificate2.CreateFromPem(text, text);
        }

        if (string.IsNullOrEmpty(password))
        {
            throw new SignInException($"The private key in '{path}' has a password, and none was given.");
        }

        try
        {
            return X509Certificate2.CreateFromEncryptedPem(text, text, password);
        }
        catch (CryptographicException)
        {
            throw new SignInException($"The password of the private key in '{path}' is wrong.");
        }
    }

    private static string Utc(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
