using System.Runtime.CompilerServices;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>Makes the token source for a way to sign in.</summary>
public static class TokenSources
{
    /// <summary>
    /// Makes a token source. Nothing goes over the network and no file is read before the first token is asked for.
    /// </summary>
    /// <param name="options">What the sign-in needs to know.</param>
    /// <param name="clock">The clock for expiry; the system's unless given.</param>
    /// <returns>The source. Where it is <see cref="IDisposable"/>, dispose it when the connection ends.</returns>
    /// <exception cref="SignInException">Something that the method needs is missing or cannot be right.</exception>
    public static ITokenSource Create(SignInOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        TimeProvider time = clock ?? TimeProvider.System;
        SignInChecks.Check(options);
        return options.Method switch
        {
            SignInMethod.AccessToken => StaticTokenSource.ForAccessToken(options.AccessToken, options.Cloud, time),
            SignInMethod.Sandbox => StaticTokenSource.ForSandbox(),
            _ => new CachedTokenSource(CreateFetcher(options, time), time),
        };
    }

    // Apart from Create and never inlined into it, so that the identity libraries are not loaded for a way that does without.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ITokenFetcher CreateFetcher(SignInOptions options, TimeProvider clock) => options.Method switch
    {
        SignInMethod.Interactive => new InteractiveSignIn(options),
        SignInMethod.DeviceCode => new DeviceCodeSignIn(options),
        SignInMethod.ClientSecret => new ClientSecretSignIn(options),
        SignInMethod.Certificate => new CertificateSignIn(options, clock),
        SignInMethod.ManagedIdentity => new ManagedIdentitySignIn(options),
        SignInMethod.WorkloadIdentity => new WorkloadIdentitySignIn(options),
        SignInMethod.EnvironmentVariable => new EnvironmentSignIn(options),
        SignInMethod.AzureLogin => new AzureLoginSignIn(options),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Method, "The sign-in method is not supported."),
    };
}
