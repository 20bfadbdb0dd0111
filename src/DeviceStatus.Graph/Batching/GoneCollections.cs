using System.Collections.Concurrent;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>
/// The collections that the service no longer has, as the first list of each showed. The lists of them that were not sent yet end with the
/// same failure: asking for each policy would only use up quota.
/// </summary>
/// <param name="isSkipped">Which collections are treated so; <see langword="null"/> for none.</param>
internal sealed class GoneCollections(Predicate<ResourceDescriptor>? isSkipped)
{
    private readonly ConcurrentDictionary<ResourceDescriptor, GraphFailure> _failures = new();

    /// <summary>Takes note of a row that ended.</summary>
    internal void OnCompleted(RowState row, RowResult result)
    {
        // A further page says nothing about other lists: its link may only have expired.
        if (isSkipped is not null
            && result.Failure is { IsCollectionGone: true } failure
            && IsFirstPage(row)
            && isSkipped(row.Request.Resource))
        {
            _failures.TryAdd(row.Request.Resource, failure);
        }
    }

    /// <summary>Why a row need not be sent; <see langword="null"/> when it must be.</summary>
    internal GraphFailure? FailureOf(RowState row) =>
        !_failures.IsEmpty && IsFirstPage(row) && _failures.TryGetValue(row.Request.Resource, out GraphFailure? failure) ? failure : null;

    private static bool IsFirstPage(RowState row) => row.Request.IsList && ReferenceEquals(row.Current, row.Request);
}
