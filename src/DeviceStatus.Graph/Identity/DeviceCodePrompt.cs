namespace DeviceStatus.Graph.Identity;

/// <summary>What the person who signs in with a device code must see.</summary>
public sealed class DeviceCodePrompt
{
    internal DeviceCodePrompt(string userCode, Uri verificationUri, DateTimeOffset expiresOn, string message)
    {
        UserCode = userCode;
        VerificationUri = verificationUri;
        ExpiresOn = expiresOn;
        Message = message;
    }

    /// <summary>The code to type in.</summary>
    public string UserCode { get; }

    /// <summary>The page to type it in on.</summary>
    public Uri VerificationUri { get; }

    /// <summary>When the code ends, UTC.</summary>
    public DateTimeOffset ExpiresOn { get; }

    /// <summary>The sentence of the identity platform that says all of it, in the language it chose.</summary>
    public string Message { get; }

    /// <summary>The sentence to show.</summary>
    /// <returns><see cref="Message"/>.</returns>
    public override string ToString() => Message;
}
