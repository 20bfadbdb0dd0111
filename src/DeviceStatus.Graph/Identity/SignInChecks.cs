namespace DeviceStatus.Graph.Identity;

/// <summary>Checks the options of a sign-in before anything is sent.</summary>
internal static class SignInChecks
{
    /// <summary>Checks the options for their method.</summary>
    /// <exception cref="SignInException">An option is missing or invalid.</exception>
    internal static void Check(SignInOptions options)
    {
        CheckName(options.TenantId, "tenant", "a GUID or a domain such as contoso.onmicrosoft.com");
        CheckName(options.ClientId, "client id", "the GUID of an app registration");
        if (options.Authority is { } authority && (!authority.IsAbsoluteUri || authority.Scheme != Uri.UriSchemeHttps))
        {
            throw new SignInException($"The authority '{authority}' is not an https address.");
        }

        switch (options.Method)
        {
            case SignInMethod.DeviceCode when options.OnDeviceCode is null:
                throw new SignInException("A sign-in with a device code needs a callback that shows the code.");
            case SignInMethod.ClientSecret:
                Require(options.TenantId, "a tenant");
                Require(options.ClientId, "a client id");
                Require(options.ClientSecret, "a secret that is not empty");
                break;
            case SignInMethod.Certificate:
                Require(options.TenantId, "a tenant");
                Require(options.ClientId, "a client id");
                CheckOneCertificate(options);
                break;
            default:
                break;
        }

        void Require(string? value, string what)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                throw new SignInException($"A sign-in by {options.Method} needs {what}.");
            }
        }
    }

    /// <summary>Checks a tenant or client id, which becomes part of addresses and command lines.</summary>
    /// <exception cref="SignInException">It contains invalid characters.</exception>
    internal static void CheckName(string? value, string what, string right)
    {
        if (!string.IsNullOrEmpty(value) && !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
        {
            throw new SignInException($"The {what} '{value}' is not valid: it must be {right}.");
        }
    }

    private static void CheckOneCertificate(SignInOptions options)
    {
        int given = (options.Certificate is null ? 0 : 1)
            + (string.IsNullOrWhiteSpace(options.CertificateThumbprint) ? 0 : 1)
            + (string.IsNullOrWhiteSpace(options.CertificatePath) ? 0 : 1);
        if (given != 1)
        {
            throw new SignInException("A sign-in by certificate needs exactly one of certificate, thumbprint and path.");
        }
    }
}
