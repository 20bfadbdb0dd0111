namespace DeviceStatus.Graph.Identity;

/// <summary>A bearer token. Its text form and serializers do not show its value.</summary>
public sealed class BearerToken
{
    /// <summary>Creates a token.</summary>
    /// <param name="value">The text after <c>Bearer</c>.</param>
    /// <param name="expiresOn">When it expires, UTC.</param>
    public BearerToken(string value, DateTimeOffset expiresOn)
    {
        Value = value;
        ExpiresOn = expiresOn;
    }

    /// <summary>When the token expires, UTC; <see cref="DateTimeOffset.MaxValue"/> when that is not known.</summary>
    public DateTimeOffset ExpiresOn { get; }

    /// <summary>The secret itself; internal, so that no serializer and no <c>Format-List *</c> finds it.</summary>
    internal string Value { get; }

    /// <summary>A placeholder, never the secret.</summary>
    /// <returns><c>[token]</c>.</returns>
    public override string ToString() => "[token]";
}
