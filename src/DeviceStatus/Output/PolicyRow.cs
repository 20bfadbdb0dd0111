using System.Management.Automation;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Output;

/// <summary>Creates the objects of Get-DeviceStatusPolicy, with the same properties for every kind of policy.</summary>
internal static class PolicyRow
{
    internal const string TypeName = StatusObject.TypePrefix + "Policy";

    internal static PSObject Create(StatusEntity policy, Connection connection)
    {
        PSObject result = new();
        result.TypeNames.Insert(0, TypeName);
        Add(result, policy, "id");
        result.Properties.Add(new PSNoteProperty("DisplayName", policy.DisplayName), preValidated: true);
        result.Properties.Add(new PSNoteProperty("Kind", policy.Resource.Noun), preValidated: true);
        string[] further = ["description", "createdDateTime", "lastModifiedDateTime", "version", "expirationDateTime", "payloadFileName"];
        foreach (string name in further)
        {
            Add(result, policy, name);
        }

        result.Properties.Add(new PSNoteProperty("Connection", connection.Name), preValidated: true);
        result.Properties.Add(new PSNoteProperty("TenantId", connection.TenantId), preValidated: true);
        return result;
    }

    private static void Add(PSObject target, StatusEntity policy, string name)
    {
        string displayName = char.ToUpperInvariant(name[0]) + name[1..];
        PSNoteProperty property = policy[name] is DateTimeOffset date
            ? new DateProperty(displayName, date)
            : new PSNoteProperty(displayName, policy[name]);
        target.Properties.Add(property, preValidated: true);
    }
}
