using System.Management.Automation;
using DeviceStatus.Reporting.Documents;

namespace DeviceStatus.Reports;

/// <summary>Reads the changes of Compare-DeviceStatusSnapshot, including those from a file.</summary>
internal static class ChangeReader
{
    /// <summary>Reads a change; returns <see langword="null"/> for any other object.</summary>
    internal static ReportChange? Read(PSObject input) =>
        ObjectReader.Text(input, "Change") is not { } change || input.Properties["Before"] is null || input.Properties["After"] is null
            ? null
            : new ReportChange
            {
                Change = change,
                PolicyName = ObjectReader.Text(input, "PolicyName"),
                PolicyKind = ObjectReader.Text(input, "PolicyKind"),
                DeviceDisplayName = ObjectReader.Text(input, "DeviceDisplayName"),
                UserPrincipalName = ObjectReader.Text(input, "UserPrincipalName"),
                Before = ObjectReader.Text(input, "Before"),
                After = ObjectReader.Text(input, "After"),
                PolicyId = ObjectReader.Text(input, "PolicyId"),
                Id = ObjectReader.Text(input, "Id"),
                Connection = StatusReader.ConnectionName(input),
            };
}
