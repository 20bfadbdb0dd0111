using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace DeviceStatus.Graph.Tests.Throttling;

/// <summary>Every combination of one value of each list.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CombinatorialRowsAttribute(params object[] lists) : DataAttribute
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        IEnumerable<object?[]> rows = [[]];
        foreach (object list in lists)
        {
            rows = rows.SelectMany(_ => ((Array)list).Cast<object?>(), (row, value) => (object?[])[.. row, value]);
        }

        return new(rows.Select(row => (ITheoryDataRow)new TheoryDataRow(row)).ToList());
    }

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}
