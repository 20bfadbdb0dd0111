namespace DeviceStatus;

/// <summary>The counts of the user statuses of a compliance policy.</summary>
public sealed class DeviceCompliancePolicyUserStatusOverview : OverviewShape
{
    private DeviceCompliancePolicyUserStatusOverview()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceCompliancePolicyId { get; }
}
