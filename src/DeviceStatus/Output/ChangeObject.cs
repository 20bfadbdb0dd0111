using System.Management.Automation;
using DeviceStatus.Reporting.Comparison;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Output;

/// <summary>Converts differences to the objects of Compare-DeviceStatusSnapshot and to the changes of a report or a notification.</summary>
internal static class ChangeObject
{
    internal const string TypeName = StatusObject.TypePrefix + "Change";

    internal static PSObject Create(StatusDifference difference)
    {
        SnapshotStatus newest = difference.Newest;
        PSObject result = new();
        result.TypeNames.Insert(0, TypeName);
        Add("Change", difference.Change?.ToString());
        Add("PolicyName", newest.PolicyName ?? difference.Before?.PolicyName);
        Add("PolicyKind", newest.Kind);
        Add("DeviceDisplayName", newest.DisplayName);
        Add("UserPrincipalName", newest["userPrincipalName"]);
        Add("Before", difference.BeforeText);
        Add("After", difference.AfterText);
        Add("Properties", difference.Properties.ToArray());
        Add("PolicyId", newest.PolicyId);
        Add("Id", newest.ServiceId);
        Add("Connection", newest.Connection);
        return result;

        void Add(string name, object? value) => result.Properties.Add(new PSNoteProperty(name, value), preValidated: true);
    }

    internal static ReportChange ToReportChange(StatusDifference difference)
    {
        SnapshotStatus newest = difference.Newest;
        return new ReportChange
        {
            Change = difference.Change?.ToString() ?? string.Empty,
            PolicyName = newest.PolicyName ?? difference.Before?.PolicyName,
            PolicyKind = newest.Kind,
            DeviceDisplayName = newest.DisplayName,
            UserPrincipalName = newest["userPrincipalName"] as string,
            Before = difference.BeforeText,
            After = difference.AfterText,
            PolicyId = newest.PolicyId,
            Id = newest.ServiceId,
            Connection = newest.Connection,
        };
    }
}
