using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Pipeline;

/// <summary>The policies of one connection.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Policies">The policies, by kind in the order of the schema and then in the order of the service.</param>
/// <param name="Failures">The kinds that could not be listed completely.</param>
/// <param name="AbsentKinds">The kinds that nobody named and that the service does not have.</param>
internal sealed record ListedPolicies(
    Connection Connection,
    IReadOnlyList<StatusEntity> Policies,
    IReadOnlyList<(ResourceDescriptor Kind, GraphFailure Failure)> Failures,
    IReadOnlyList<ResourceDescriptor> AbsentKinds)
{
    /// <summary>
    /// The failure of the connection itself, if no policy of it could be listed. A failure of the service or the network has precedence
    /// over requests that were cancelled or not sent because of it.
    /// </summary>
    internal GraphFailure? ConnectionFailure =>
        Policies.Count == 0 && Failures.All(pair => ReadRun.IsOfConnection(pair.Failure))
            ? Failures.Select(pair => pair.Failure).OrderBy(IsConsequence).FirstOrDefault()
            : null;

    private static bool IsConsequence(GraphFailure failure) =>
        failure.ErrorId == GraphErrorId.NotSent || failure.Cause is OperationCanceledException;
}
