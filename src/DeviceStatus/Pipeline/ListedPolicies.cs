using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Pipeline;

/// <summary>The policies of one connection.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Policies">The policies: by kind in the order of the schema, then as the service lists them.</param>
/// <param name="Failures">The kinds that could not be listed, or not to their end.</param>
internal sealed record ListedPolicies(
    Connection Connection, IReadOnlyList<StatusEntity> Policies, IReadOnlyList<(ResourceDescriptor Kind, GraphFailure Failure)> Failures)
{
    /// <summary>
    /// Why no policy of the connection could be listed, when the reason is the connection itself. A failure of the service or of the
    /// network comes before the failure of a request that was cancelled or not sent because of it.
    /// </summary>
    internal GraphFailure? ConnectionFailure =>
        Policies.Count == 0 && Failures.All(pair => ReadRun.IsOfConnection(pair.Failure))
            ? Failures.Select(pair => pair.Failure).OrderBy(IsConsequence).FirstOrDefault()
            : null;

    private static bool IsConsequence(GraphFailure failure) =>
        failure.ErrorId == GraphErrorId.NotSent || failure.Cause is OperationCanceledException;
}
