using System.Management.Automation;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>Recognizes the objects that stand for a policy: of Get-DeviceStatusPolicy, and of the Microsoft Graph SDK.</summary>
internal static class PolicyObject
{
    private const string TypeName = "DeviceStatus.Policy";
    private const string SdkPrefix = "MicrosoftGraph";

    /// <summary>Whether an object is a policy of a kind.</summary>
    /// <param name="value">The object.</param>
    /// <param name="policies">The kind.</param>
    internal static bool IsOf(PSObject value, ResourceDescriptor policies)
    {
        string sdkName = SdkPrefix + char.ToUpperInvariant(policies.EntityType[0]) + policies.EntityType[1..];
        foreach (string typeName in value.TypeNames)
        {
            if (typeName == TypeName)
            {
                return string.Equals(PSValue.Unwrap(value.Properties["Kind"]?.Value)?.ToString(), policies.Noun, StringComparison.OrdinalIgnoreCase);
            }

            // The SDK numbers the types of a name that it has twice.
            if (typeName[(typeName.LastIndexOf('.') + 1)..].TrimEnd('1', '2') == sdkName)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an object is a policy of any kind.</summary>
    internal static bool IsAny(PSObject value) =>
        value.TypeNames.Contains(TypeName) || GraphSchema.Resources.Any(resource => resource.Parent is { } policies && IsOf(value, policies));
}
