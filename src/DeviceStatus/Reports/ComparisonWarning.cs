using System.Globalization;
using DeviceStatus.Pipeline;
using DeviceStatus.Reporting.Comparison;

namespace DeviceStatus.Reports;

/// <summary>Warns of what limits a comparison.</summary>
internal static class ComparisonWarning
{
    /// <summary>Warns when policies came from their collection in one snapshot and from a report in the other.</summary>
    /// <param name="command">The command.</param>
    /// <param name="comparer">The comparison, after it is complete.</param>
    internal static void WriteTwoSources(PipelineCommand command, SnapshotComparer comparer)
    {
        if (comparer.PoliciesOfTwoSources > 0)
        {
            command.WriteWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"The statuses of {comparer.PoliciesOfTwoSources:N0} {(comparer.PoliciesOfTwoSources == 1 ? "policy" : "policies")} were "
                    + $"read from the collection in one snapshot and from a report in the other. They were matched by the names of device "
                    + $"and user, and only Status was compared. Compare snapshots of one -Source for the other properties."));
        }
    }
}
