using DeviceStatus.Graph.Text;

namespace DeviceStatus.Graph.Identity;

/// <summary>The exception for a failed sign-in. Its message gives the reason; it has no inner exception.</summary>
public sealed class SignInException : Exception
{
    private const int MaxMessageLength = 2000;

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why the sign-in failed and what to do.</param>
    /// <param name="code">A code of the identity platform such as <c>AADSTS7000222</c>, where there is one.</param>
    public SignInException(string message, string? code = null)
        : base(TextSanitizer.Sanitize(message, MaxMessageLength))
    {
        Code = code;
    }

    /// <summary>The code of the identity platform, e.g. <c>AADSTS700016</c>; <see langword="null"/> where there is none.</summary>
    public string? Code { get; }
}
