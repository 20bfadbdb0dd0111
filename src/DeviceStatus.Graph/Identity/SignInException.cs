namespace DeviceStatus.Graph.Identity;

/// <summary>A sign-in that failed, said in one message without a stack of inner exceptions.</summary>
public sealed class SignInException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why the sign-in failed and what to do.</param>
    /// <param name="code">A code of the identity platform such as <c>AADSTS7000222</c>, where there is one.</param>
    public SignInException(string message, string? code = null)
        : base(message)
    {
        Code = code;
    }

    /// <summary>The code of the identity platform, e.g. <c>AADSTS700016</c>; <see langword="null"/> where there is none.</summary>
    public string? Code { get; }
}
