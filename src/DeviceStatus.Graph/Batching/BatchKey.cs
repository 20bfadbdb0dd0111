using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Batching;

/// <summary>The key of rows that may share a batch: version and kind.</summary>
internal readonly record struct BatchKey(GraphVersion Version, PaceKind Kind)
{
    internal static BatchKey Of(GraphRequest request) => new(request.Version, request.IsWrite ? PaceKind.Write : PaceKind.Read);
}
