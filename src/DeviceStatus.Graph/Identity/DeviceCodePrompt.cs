namespace DeviceStatus.Graph.Identity;

/// <summary>The instructions for a person who signs in with a device code.</summary>
public sealed class DeviceCodePrompt
{
    internal DeviceCodePrompt(string userCode, Uri verificationUri, DateTimeOffset expiresOn, string message)
    {
        UserCode = userCode;
        VerificationUri = verificationUri;
        ExpiresOn = expiresOn;
        Message = message;
    }

    /// <summary>The code to enter.</summary>
    public string UserCode { get; }

    /// <summary>The page on which to enter it.</summary>
    public Uri VerificationUri { get; }

    /// <summary>When the code expires, UTC.</summary>
    public DateTimeOffset ExpiresOn { get; }

    /// <summary>The message of the identity platform, in the language that it selected.</summary>
    public string Message { get; }

    /// <summary>The sentence to show.</summary>
    /// <returns><see cref="Message"/>.</returns>
    public override string ToString() => Message;
}
