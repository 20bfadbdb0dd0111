using System.Management.Automation;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Output;

/// <summary>Creates the objects of Import-DeviceStatusSnapshot, which are the same as those of Get-DeviceStatus.</summary>
internal static class SnapshotObject
{
    internal static PSObject Create(SnapshotStatus status)
    {
        ResourceDescriptor resource = GraphSchema.ByNoun(status.Noun);
        PSObject result = new();
        result.TypeNames.Insert(0, StatusObject.TypePrefix + "StatusObject");
        result.TypeNames.Insert(0, StatusObject.TypePrefix + status.Noun);
        result.TypeNames.Insert(0, StatusObject.TypePrefix + (status.IsUserStatus ? "TenantUserStatus" : "TenantStatus"));
        Add("PolicyName", status.PolicyName);
        Add("PolicyKind", status.Kind);
        if (resource.ParentParameter is { } parent)
        {
            Add(parent, status.PolicyId);
        }

        Add("Id", status.ServiceId);
        foreach ((string name, object? value) in status.Values)
        {
            // Only a name outside the schema can be a duplicate.
            string? known = resource.FindProperty(name)?.DisplayName;
            if (known is not null || result.Properties[name] is null)
            {
                Add(known ?? name, NestedValue.ToPowerShell(value));
            }
        }

        Add("Connection", status.Connection);
        Add("TenantId", status.TenantId);
        return result;

        void Add(string name, object? value) =>
            result.Properties.Add(
                value is DateTimeOffset date ? new DateProperty(name, date) : new PSNoteProperty(name, value), preValidated: true);
    }

    internal static PSObject Create(SnapshotCoverage coverage)
    {
        PSObject result = new();
        result.TypeNames.Insert(0, StatusObject.TypePrefix + "SnapshotCoverage");
        foreach ((string name, object? value) in new (string, object?)[]
        {
            ("Connection", coverage.Connection), ("Kind", coverage.Kind), ("PolicyId", coverage.PolicyId),
            ("PolicyName", coverage.PolicyName), ("Read", coverage.Read),
            ("Expected", coverage.Expected), ("State", coverage.StateName), ("Reason", coverage.Reason), ("TenantId", coverage.TenantId),
        })
        {
            result.Properties.Add(new PSNoteProperty(name, value));
        }

        return result;
    }
}
