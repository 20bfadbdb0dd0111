using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>
/// The reports with the device statuses of a kind of policy: one for export jobs, and one that a beta action returns page by page.
/// </summary>
/// <param name="Report">The report of an export job.</param>
/// <param name="Action">The last segment of the action that reads the statuses of one policy; in beta only.</param>
public sealed record StatusReport(IntuneReport Report, string Action)
{
    /// <summary>More policies than this do not fit into a filter of 2,000 characters.</summary>
    private const int MaxFilteredPolicies = 30;

    private static readonly StatusReport Profiles = new(
        IntuneReportCatalog.DeviceStatusesByConfigurationProfile,
        "getConfigurationPolicyDevicesReport");
    private static readonly StatusReport Compliance = new(
        IntuneReportCatalog.DeviceStatusByCompliancePolicy,
        "getDeviceStatusByCompliacePolicyReport");

    /// <summary>Finds the report with the device statuses of a kind of policy.</summary>
    /// <param name="policies">The policies, one of <see cref="GraphSchema.Policies"/>; <see langword="null"/> for statuses without a
    /// policy.</param>
    /// <returns>The report, or <see langword="null"/> when no report has the objects of the collection.</returns>
    public static StatusReport? Of(ResourceDescriptor? policies) =>
        policies == PolicySchema.DeviceConfiguration || policies == PolicySchema.ConfigurationPolicy ? Profiles
        : policies == PolicySchema.DeviceCompliancePolicy ? Compliance
        : null;

    /// <summary>Creates the export job for some policies.</summary>
    /// <param name="policyIds">The ids of the policies.</param>
    /// <returns>The request. For many policies it has no filter, and rows of other policies must be skipped, as with a filter that the
    /// service ignores.</returns>
    public ExportJobRequest CreateRequest(IReadOnlyCollection<string> policyIds)
    {
        ArgumentNullException.ThrowIfNull(policyIds);
        string filter = string.Join(" or ", policyIds.Order(StringComparer.OrdinalIgnoreCase).Select(FilterOf));
        return new ExportJobRequest
        {
            ReportName = Report.Name,
            Filter = policyIds.Count is 0 or > MaxFilteredPolicies || filter.Length > ExportJobRequest.MaxTextLength - 2 ? null
                : policyIds.Count == 1 ? filter
                : $"({filter})",
        };
    }

    /// <summary>The filter for one policy.</summary>
    internal static string FilterOf(string policyId) => $"(PolicyId eq '{policyId.Replace("'", "''", StringComparison.Ordinal)}')";
}
