using System.Management.Automation;
using System.Security;

namespace DeviceStatus.Binding;

/// <summary>
/// Refuses a secret that is given as text, and explains how to create a secure string, which PowerShell's own message does not. The text is
/// never shown.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => PSValue.Unwrap(inputData) switch
    {
        SecureString secret => secret,
        null => null,
        string => throw new ArgumentTransformationMetadataException(
            "A secure string is required, and a text was given. Use (ConvertTo-SecureString $text -AsPlainText -Force), "
                + "or Read-Host -AsSecureString."),
        { } other => throw new ArgumentTransformationMetadataException(
            $"A secure string is required, and an object of the type {other.GetType().Name} was given. "
            + "Use its property that holds the secret; ConvertTo-SecureString -AsPlainText makes a secure string of a text."),
    };
}
