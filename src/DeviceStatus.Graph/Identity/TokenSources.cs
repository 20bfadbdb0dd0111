namespace DeviceStatus.Graph;

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
        throw new NotImplementedException();
    }
}
