using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Batching;

/// <summary>Rows that may travel together: same version, same kind.</summary>
internal readonly record struct BatchKey(GraphVersion Version, PaceKind Kind)
{
    internal static BatchKey Of(GraphRequest request) => new(request.Version, request.IsWrite ? PaceKind.Write : PaceKind.Read);
}
