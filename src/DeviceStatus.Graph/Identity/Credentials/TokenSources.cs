using System.Runtime.CompilerServices;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>Creates the token source of a sign-in method.</summary>
public static class TokenSources
{
    /// <summary>Creates a token source. Nothing is sent and no file is read before the first token is requested.</summary>
    /// <param name="options">The options of the sign-in.</param>
    /// <param name="clock">The clock for expiry. Default: the system clock.</param>
    /// <returns>The source. Where it is <see cref="IDisposable"/>, dispose it when the connection ends.</returns>
    /// <exception cref="SignInException">An option that the method needs is missing or invalid.</exception>
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

    // A separate method that is never inlined into Create, so that the identity libraries are loaded only for methods that use them.
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
