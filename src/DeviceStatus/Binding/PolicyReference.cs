using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;

namespace DeviceStatus.Binding;

/// <summary>A policy as the user gave it: a text with a name or an id, or an object with its kind and id.</summary>
internal sealed class PolicyReference
{
    /// <summary>The kind of statuses without a policy.</summary>
    internal const string IosUpdate = "IosUpdate";

    /// <summary>The prefix of the names that the Graph SDK gives its types.</summary>
    private const string SdkPrefix = "MicrosoftGraph";

    private PolicyReference(object input) => Input = input;

    /// <summary>The value as given.</summary>
    internal object Input { get; }

    /// <summary>The value if it is a text.</summary>
    internal string? Text { get; private init; }

    /// <summary>The kind, if the object has one.</summary>
    internal string? Kind { get; private init; }

    /// <summary>The id, if the object has one.</summary>
    internal string? Id { get; private init; }

    /// <summary>The display name, if the object has one.</summary>
    internal string? Name { get; private init; }

    /// <summary>The name of the connection of the object, if the object has one.</summary>
    internal string? Connection { get; private init; }

    /// <summary>Creates a reference from a value.</summary>
    /// <param name="input">A text, a GUID, or an object of Get-DeviceStatusPolicy, Get-DeviceStatus, Coverage or the Microsoft Graph
    /// SDK.</param>
    /// <returns>The reference, or <see langword="null"/> when the object is no policy.</returns>
    internal static PolicyReference? TryRead(object input)
    {
        object bare = input is PSObject wrapped ? wrapped.BaseObject : input;
        return bare is string or Guid
            ? new PolicyReference(input) { Text = Convert.ToString(bare, CultureInfo.InvariantCulture)!.Trim() }
            : TryReadObject(PSObject.AsPSObject(input));
    }

    /// <summary>Reads an object that is itself a policy: of Get-DeviceStatusPolicy or of the Microsoft Graph SDK.</summary>
    internal static PolicyReference? TryReadPolicy(PSObject input)
    {
        foreach (string typeName in input.TypeNames)
        {
            string last = typeName[(typeName.LastIndexOf('.') + 1)..];
            string? kind = typeName.EndsWith(PolicyRow.TypeName, StringComparison.OrdinalIgnoreCase)
                ? Property(input, "Kind")
                : KindOfSdk(last);
            if (kind is not null && Property(input, "Id") is { } id)
            {
                return new PolicyReference(input)
                {
                    Kind = KindOf(kind),
                    Id = id,
                    Name = Property(input, "DisplayName") ?? Property(input, "Name"),
                    Connection = Property(input, "Connection"),
                };
            }
        }

        return null;
    }

    private static PolicyReference? TryReadObject(PSObject input)
    {
        if (TryReadPolicy(input) is { } policy)
        {
            return policy;
        }

        // A coverage record, or one that was read from a CSV.
        if (Property(input, "Kind") is { } named && KindOf(named) is { } kind
            && (Property(input, "PolicyId") is not null || kind == IosUpdate))
        {
            return new PolicyReference(input)
            {
                Kind = kind,
                Id = Property(input, "PolicyId"),
                Name = Property(input, "PolicyName"),
                Connection = Property(input, "Connection"),
            };
        }

        // A status or an overview names its policy by the parameter of its noun.
        foreach (ResourceDescriptor policies in GraphSchema.Policies)
        {
            if (Property(input, policies.Noun + "Id") is { } id)
            {
                return new PolicyReference(input)
                {
                    Kind = policies.Noun,
                    Id = id,
                    Name = Property(input, "PolicyName"),
                    Connection = Property(input, "Connection"),
                };
            }
        }

        return null;
    }

    private static string? KindOf(string name) => string.Equals(name, IosUpdate, StringComparison.OrdinalIgnoreCase)
        ? IosUpdate
        : GraphSchema.Policies.FirstOrDefault(policies => string.Equals(policies.Noun, name, StringComparison.OrdinalIgnoreCase))?.Noun;

    /// <summary>The SDK names a type after the entity, and appends a digit if two entities have the same name.</summary>
    private static string? KindOfSdk(string typeName)
    {
        if (!typeName.StartsWith(SdkPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string entityType = typeName[SdkPrefix.Length..].TrimEnd("0123456789".ToCharArray());
        return GraphSchema.Policies
            .FirstOrDefault(policies => string.Equals(policies.EntityType, entityType, StringComparison.OrdinalIgnoreCase))?.Noun;
    }

    private static string? Property(PSObject input, string name)
    {
        try
        {
            object? value = input.Properties[name]?.Value;
            return value is PSObject { BaseObject: var bare } ? Text(bare) : Text(value);
        }
        catch (GetValueException)
        {
            return null;
        }

        static string? Text(object? value) => value switch
        {
            null => null,
            Connection connection => connection.Name,
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null,
        };
    }
}
